import { parentPort, workerData } from 'node:worker_threads';
import type { ClaimRefusal } from './claim.ts';
import { unpackFolder } from './unpack-folder.ts';
import type { UnpackOrder, UnpackWord } from './unpack-in-thread.ts';

// The inside of unpackInThread's thread: one archive, with a question to the outside for each piece of space.
const port = parentPort!;
const { archive, folder, bounds } = workerData as UnpackOrder;
let answer: (refusal: ClaimRefusal | null) => void = () => {};
port.on('message', (refusal: ClaimRefusal | null) => answer(refusal));
const claim = (totalBytes: number) =>
  new Promise<ClaimRefusal | null>((resolve) => {
    answer = resolve;
    say({ claim: totalBytes });
  });

try {
  say({ outcome: await unpackFolder(archive, folder, bounds, claim) });
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException;
  say({ error: message, code: code ?? null });
}
port.close();

function say(word: UnpackWord): void {
  port.postMessage(word);
}
