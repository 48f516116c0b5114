import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { createContainer } from '../engine/create-container.ts';

/** Naming an image takes milliseconds. */
const heldMs = 60_000;
const lookAgainMs = 50;

/** Id of an image by its name `repository:tag`; null when the engine does not have it. */
export async function imageId(docker: Docker, name: string): Promise<string | null> {
  try {
    return (await docker.getImage(name).inspect()).Id;
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

/**
 * Gives a new image its name. Where another process was quicker, its image stays and the new one is removed, so that
 * both use the same. Resolves with the id that the name now has.
 */
export async function nameImage(docker: Docker, id: string, name: string): Promise<string> {
  const lock = await takeLock(docker, id, name);
  let first: string | null;
  try {
    first = await imageId(docker, name);
    if (first === null) {
      const [repo, tag] = name.split(':') as [string, string];
      await docker.getImage(id).tag({ repo, tag });
    }
  } finally {
    await lock.remove({ force: true }).catch(() => {});
  }
  if (first !== null && first !== id) await docker.getImage(id).remove();
  return first ?? id;
}

/**
 * The engine lets a tag be moved at any time, but gives a container's name only once: a container that is never
 * started is the lock. One whose holder died is taken away.
 */
async function takeLock(docker: Docker, image: string, name: string): Promise<Docker.Container> {
  const lockName = `butcher-naming-${name.replace(/[^A-Za-z0-9_.-]/g, '-')}`;
  for (;;) {
    try {
      return await createContainer(docker, { name: lockName, Image: image, Cmd: ['never'] });
    } catch (error) {
      if (statusOf(error) !== 409) throw error;
    }
    const held = docker.getContainer(lockName);
    const sinceMs = await held.inspect().then(
      ({ Created }) => Date.parse(Created),
      () => null,
    );
    if (sinceMs !== null && Date.now() - sinceMs > heldMs) await held.remove({ force: true }).catch(() => {});
    else await delay(lookAgainMs);
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}
