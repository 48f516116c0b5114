import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DockerRuntime } from '../../../src/runtime/docker/docker-runtime.ts';
import { plainImage } from '../runtime-job.ts';
import { SwarmNodes } from '../swarm-nodes.ts';
import type { Undo } from '../undo.ts';
import { unpackDebianDocker } from './debian-docker.ts';

/**
 * Machines with the sandbox image, three unless told otherwise, which the engine of this machine builds where it has
 * to. `engine` as {@link dockerHomeOf}.
 */
export async function startSwarm(engine: string, undo: Undo, count = 3): Promise<SwarmNodes> {
  const home = await temporaryFolder(undo);
  const builder = new DockerRuntime({ home });
  const image = await plainImage(builder);
  await builder.close();
  return SwarmNodes.up(count, image, { undo, dockerHome: await dockerHomeOf(engine, undo) });
}

/** Folder of the Docker that is wanted: `26.1`, which Debian 13 has, or the empty text for that of this machine. */
export async function dockerHomeOf(engine: string, undo: Undo): Promise<string | null> {
  if (engine === '') return null;
  if (engine !== '26.1') throw new Error(`--engine takes 26.1, which Debian 13 has, and not ${engine}`);
  const folder = await temporaryFolder(undo);
  await unpackDebianDocker(folder);
  return folder;
}

async function temporaryFolder(undo: Undo): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'butcher-docker-'));
  undo.add(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
