import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { FailureError } from '../../../model/failures.ts';
import { engineFailure, unavailable } from './engine-failure.ts';

/** Where the engine's API is: a socket on this machine, or whatever else DOCKER_HOST names. */
export type EngineEndpoint =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'remote'; readonly url: string };

/**
 * Finds the engine as the docker command would: DOCKER_HOST, then the chosen docker context, then the first socket
 * that answers among the usual places of Docker, rootless Docker, Docker Desktop and Podman.
 * Throws FailureError `engine-unavailable`.
 */
export async function findEngine(env: NodeJS.ProcessEnv = process.env): Promise<EngineEndpoint> {
  const chosen = chosenEngine(env);
  if (chosen !== null) {
    const path = socketPath(chosen);
    if (path === null) return { kind: 'remote', url: chosen };
    await probe(path);
    return { kind: 'socket', path };
  }
  const places = usualSockets(env);
  let firstProblem: FailureError | null = null;
  for (const path of places) {
    try {
      await probe(path);
      return { kind: 'socket', path };
    } catch (error) {
      const missing = (error as FailureError).cause as NodeJS.ErrnoException | undefined;
      if (missing?.code !== 'ENOENT') firstProblem ??= error as FailureError;
    }
  }
  throw (
    firstProblem ??
    unavailable(
      `No container engine was found on this machine: there is no socket at ${places.join(', ')}.`,
      'Install Docker or Podman: on Debian `apt-get install docker.io`. DOCKER_HOST names an engine that is somewhere else.',
    )
  );
}

/** Address of the engine that DOCKER_HOST or a docker context names; null when the choice is left to us. */
export function chosenEngine(env: NodeJS.ProcessEnv): string | null {
  return env.DOCKER_HOST || contextHost(env);
}

function usualSockets(env: NodeJS.ProcessEnv): string[] {
  const runtimeFolder = env.XDG_RUNTIME_DIR;
  const ofUser = (name: string) => (runtimeFolder ? [join(runtimeFolder, name)] : []);
  return [
    '/var/run/docker.sock',
    ...ofUser('docker.sock'),
    join(env.HOME || homedir(), '.docker/run/docker.sock'),
    ...ofUser('podman/podman.sock'),
    '/run/podman/podman.sock',
  ];
}

/** The socket's path of `unix:///path`; null for any other address. */
function socketPath(address: string): string | null {
  return address.startsWith('unix://') ? address.slice('unix://'.length) : null;
}

/** Address of the context that DOCKER_CONTEXT or the docker command's configuration chose; null for the default one. */
function contextHost(env: NodeJS.ProcessEnv): string | null {
  const folder = env.DOCKER_CONFIG || join(env.HOME || homedir(), '.docker');
  const name = env.DOCKER_CONTEXT || readJson(join(folder, 'config.json'))?.currentContext;
  if (typeof name !== 'string' || name === '' || name === 'default') return null;
  const id = createHash('sha256').update(name).digest('hex');
  const meta = readJson(join(folder, 'contexts/meta', id, 'meta.json')) as {
    Endpoints?: { docker?: { Host?: unknown } };
  } | null;
  const host = meta?.Endpoints?.docker?.Host;
  if (typeof host === 'string') return host;
  throw unavailable(
    `The docker context "${name}" does not exist.`,
    'See `docker context ls`; choose one with `docker context use NAME`, or unset DOCKER_CONTEXT.',
  );
}

function readJson(path: string): Record<string, unknown> | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  } catch {
    return null;
  }
}

async function probe(path: string): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      const socket = connect(path, () => {
        socket.destroy();
        resolve();
      });
      socket.once('error', reject);
    });
  } catch (error) {
    throw engineFailure(error, path);
  }
}
