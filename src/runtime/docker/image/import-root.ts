import type { Readable } from 'node:stream';
import { followLines } from './follow-lines.ts';
import type { ImageStep } from './image-step.ts';

/** Makes an untagged image from a root file system in a tar. Resolves with its id. */
export async function importRoot(
  step: ImageStep,
  tar: Readable,
  changes: readonly string[],
): Promise<string> {
  const answer = await step.docker.importImage(tar, { changes: [...changes], abortSignal: step.signal });
  const lines = await followLines(answer);
  const id = lines.at(-1)?.status;
  if (id === undefined || !/^sha256:[0-9a-f]{64}$/.test(id))
    throw new Error(`the engine imported no image: ${id}`);
  return id;
}
