import { Worker } from 'node:worker_threads';
import { threadModule } from '../../host/thread-module.ts';
import type { Claim } from './claim.ts';
import type { FolderBounds } from './folder-writer.ts';
import type { UnpackOutcome } from './unpack-folder.ts';
import { badArchive } from './unpack-refusal.ts';

export interface UnpackOrder {
  readonly archive: string;
  readonly folder: string;
  readonly bounds: FolderBounds;
}

/** What the thread says: that it needs space, or how it ended. */
export type UnpackWord =
  | { readonly claim: number }
  | { readonly outcome: UnpackOutcome }
  | { readonly error: string; readonly code: string | null };

/** Memory of the thread for JavaScript objects, in MiB: the names of all members, and room to sort them. */
const memoryMib = 512;

/**
 * As {@link unpackFolder}, in a thread of its own: parsing, unpacking and hashing what a stranger packed takes as
 * long as it likes, and the chief has others to answer.
 */
export async function unpackInThread(
  archive: string,
  folder: string,
  bounds: FolderBounds,
  claim: Claim,
): Promise<UnpackOutcome> {
  const order: UnpackOrder = { archive, folder, bounds };
  const thread = new Worker(threadModule('unpack-thread', import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: memoryMib },
  });
  try {
    return await new Promise<UnpackOutcome>((resolve, reject) => {
      thread.on('message', (word: UnpackWord) => {
        if ('claim' in word) claim(word.claim).then((refusal) => thread.postMessage(refusal), reject);
        else if ('outcome' in word) resolve(word.outcome);
        else reject(Object.assign(new Error(word.error), word.code === null ? {} : { code: word.code }));
      });
      thread.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve(tooHeavy());
        else reject(error);
      });
      thread.on('exit', () => reject(new Error('a folder could not be unpacked: the thread ended')));
    });
  } finally {
    await thread.terminate();
  }
}

function tooHeavy(): UnpackOutcome {
  return badArchive(
    'The archive takes more memory to unpack than a chief spends on it.',
    'Use shorter names, or put many small files together in fewer larger ones.',
  );
}
