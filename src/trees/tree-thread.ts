import { parentPort } from 'node:worker_threads';
import { FailureError } from '../model/failures.ts';
import type { ThreadAnswer, ThreadWord } from './in-thread.ts';
import { treeTasks } from './tree-tasks.ts';

// The inside of one of the threads of inThread: tasks side by side, each a turn at a time.
const port = parentPort!;
const running = new Map<number, AbortController>();

port.on('message', async (word: ThreadWord) => {
  const { id } = word;
  if (word.task === null) return running.get(id)?.abort();
  const controller = new AbortController();
  running.set(id, controller);
  let answer: ThreadAnswer;
  try {
    const task = treeTasks[word.task] as (...values: readonly unknown[]) => Promise<unknown>;
    answer = { id, value: await task(...word.values.map(asGiven), controller.signal) };
  } catch (error) {
    answer = { id, ...told(error) };
  }
  running.delete(id);
  port.postMessage(answer);
});

/** A Buffer arrives as the plain array of bytes that it is made of. */
function asGiven(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value) : value;
}

/** What is more than an error's message and stack does not pass from thread to thread by itself. */
function told(error: unknown): Omit<Extract<ThreadAnswer, { error: unknown }>, 'id'> {
  if (error instanceof FailureError) return { error: null, failure: error.failure };
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  // An error of the system; those of the web have a number there, which nobody may set.
  if (typeof code !== 'string') return { error };
  return { error, details: { code, ...(syscall && { syscall }), ...(path && { path }) } };
}
