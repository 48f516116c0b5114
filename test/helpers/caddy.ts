import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { type FrontServer, type FrontServerOptions, frontHost, selfSigned } from './front-server.ts';

/** A real Caddy; its certificate is one of ours, since there is nobody here to have it from. */
export class Caddy implements FrontServer {
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(
    readonly port: number,
    readonly ca: Buffer,
    folder: string,
    running: ChildProcess,
  ) {
    this.#folder = folder;
    this.#process = running;
  }

  static async start({ upstream }: FrontServerOptions): Promise<Caddy> {
    const folder = await mkdtemp(join(tmpdir(), 'butcher-caddy-'));
    try {
      const port = await freePort();
      const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
      await selfSigned(key, cert);
      const shipped = await readFile(new URL('../../deploy/Caddyfile', import.meta.url), 'utf8');
      const site = shipped
        .replace(
          `\n${frontHost} {`,
          `\nhttps://${frontHost}:${port} {\n\tbind 127.0.0.1\n\ttls ${cert} ${key}\n`,
        )
        .replace('127.0.0.1:7878', upstream.replace('http://', ''));
      // It would wait for streams of events that are open, without end.
      const global = '{\n\tadmin off\n\tauto_https disable_redirects\n\tgrace_period 1s\n}\n';
      const config = join(folder, 'Caddyfile');
      await writeFile(config, `${global}${site}`);
      const running = await started(folder, config);
      return new Caddy(port, await readFile(cert), folder, running);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async stop(): Promise<void> {
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await exited;
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function started(folder: string, config: string): Promise<ChildProcess> {
  const own = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const caddy = spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', config], {
    env: { ...process.env, ...own },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    caddy.stderr.on('data', (chunk: Buffer) => {
      if (said.length < 100_000) said += chunk.toString();
      if (said.includes('serving initial configuration')) resolve();
    });
    caddy.once('exit', () => reject(new Error(said)));
    caddy.once('error', reject);
  });
  return caddy;
}
