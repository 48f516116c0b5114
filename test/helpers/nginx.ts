import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { type FrontServer, type FrontServerOptions, selfSigned } from './front-server.ts';

export interface NginxOptions extends FrontServerOptions {
  /** The text of the shipped configuration. Left out: that of this checkout. */
  readonly site?: string;
  /** As whom its workers run, as `user` has it: name and group. Left out: as nginx was built. */
  readonly user?: string;
}

/** A real nginx, with a certificate of its own. */
export class Nginx implements FrontServer {
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

  static async start({ upstream, site, user }: NginxOptions): Promise<Nginx> {
    const folder = await mkdtemp(join(tmpdir(), 'butcher-nginx-'));
    try {
      const port = await freePort();
      const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
      await selfSigned(key, cert);
      const shipped = site ?? (await readFile(new URL('../../deploy/nginx.conf', import.meta.url), 'utf8'));
      const adapted = shipped
        .replace('listen 443', `listen 127.0.0.1:${port}`)
        .replace('/etc/ssl/butcher/cert.pem', cert)
        .replace('/etc/ssl/butcher/key.pem', key)
        .replace('http://127.0.0.1:7878', upstream);
      const config = join(folder, 'nginx.conf');
      await writeFile(config, around(adapted, folder, user));
      const running = await started(folder, config);
      return new Nginx(port, await readFile(cert), folder, running);
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

/** What stands around the site: as in Debian's, but with all files in that folder. */
function around(site: string, folder: string, user: string | undefined): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  return [
    ...(user === undefined ? [] : [`user ${user};`]),
    ...['daemon off;', 'worker_processes 1;', `pid ${join(folder, 'pid')};`, 'error_log stderr notice;'],
    ...['events { worker_connections 512; }', 'http {', 'access_log off;', ...temporary, site, '}', ''],
  ].join('\n');
}

async function started(folder: string, config: string): Promise<ChildProcess> {
  const nginx = spawn('/usr/sbin/nginx', ['-p', folder, '-c', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    nginx.stderr.on('data', (chunk: Buffer) => {
      if (said.length < 100_000) said += chunk.toString();
      if (/start worker process \d/.test(said)) resolve();
    });
    nginx.once('exit', () => reject(new Error(said)));
    nginx.once('error', reject);
  });
  return nginx;
}
