import { parentPort, workerData } from 'node:worker_threads';
import { isDiskFull } from '../disk-full-error.ts';
import { SqliteStore } from './sqlite-store.ts';
import type { StoreAnswer, StoreCall } from './store-calls.ts';

// The inside of a ThreadedStore's thread: one call after the other, answered when it is durable.
const port = parentPort!;
const store = new SqliteStore(workerData as string);
const nouns = store as unknown as Record<string, Record<string, (...values: unknown[]) => Promise<unknown>>>;

port.on('message', async ({ id, noun, method, values }: StoreCall) => {
  let answer: StoreAnswer;
  try {
    answer = { id, value: noun === null ? await store.close() : await nouns[noun]![method]!(...values) };
  } catch (error) {
    answer = { id, error, diskFull: isDiskFull(error) };
  }
  port.postMessage(answer);
  if (noun === null) port.close();
});
port.postMessage({ id: 0, value: undefined } satisfies StoreAnswer);
