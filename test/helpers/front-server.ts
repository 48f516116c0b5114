import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { freePort } from './free-port.ts';

/** A server with TLS before a chief, of a shipped configuration with the places of this machine put in. */
export interface FrontServer {
  readonly port: number;
  /** What its certificate is verified with. */
  readonly ca: Buffer;
  stop(): Promise<void>;
}

export interface FrontServerOptions {
  /** Where the chief is: `http://127.0.0.1:7878`; for nginx also `http://unix:/run/butcher/chief.sock`. */
  readonly upstream: string;
}

/** The name that the shipped configurations have. */
export const frontHost = 'butcher.example';

/** Writes a key and a certificate of {@link frontHost} for it. */
async function selfSigned(key: string, cert: string): Promise<void> {
  const subject = ['-subj', `/CN=${frontHost}`, '-addext', `subjectAltName=DNS:${frontHost}`];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const files = ['-keyout', key, '-out', cert];
  await execa('openssl', ['req', '-x509', ...curve, '-nodes', '-days', '2', ...files, ...subject]);
}

/** Where a server in front has its files, and what it listens at. */
export interface FrontPlace {
  readonly folder: string;
  readonly port: number;
  readonly key: string;
  readonly cert: string;
}

/** How such a server is started: a program that is up when it has said so. */
export interface FrontProgram {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly isUp: RegExp;
}

/** Starts a server in a folder of its own, as `configure` has it. Throws what it says where it ends first. */
export async function startFront(
  name: string,
  configure: (place: FrontPlace) => Promise<FrontProgram>,
): Promise<FrontServer> {
  const folder = await mkdtemp(join(tmpdir(), `butcher-${name}-`));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const place = {
      ...{ folder, port: await freePort() },
      ...{ key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') },
    };
    await selfSigned(place.key, place.cert);
    const running = await started(await configure(place));
    const stop = async () => {
      const exited = once(running, 'exit');
      running.kill('SIGTERM');
      await exited;
      await remove();
    };
    return { port: place.port, ca: await readFile(place.cert), stop };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function started({ program, args, env, isUp }: FrontProgram): Promise<ChildProcess> {
  const running = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    running.stderr.on('data', (chunk: Buffer) => {
      if (said.length < 100_000) said += chunk.toString();
      if (isUp.test(said)) resolve();
    });
    running.once('exit', () => reject(new Error(said)));
    running.once('error', reject);
  });
  return running;
}
