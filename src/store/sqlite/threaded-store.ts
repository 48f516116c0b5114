import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { threadModule } from '../../host/thread-module.ts';
import { DiskFullError } from '../disk-full-error.ts';
import type { Store } from '../store.ts';
import type { Nouns, StoreAnswer, StoreCall } from './store-calls.ts';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A SqliteStore in a thread of its own: a commit waits for the disk, which may be busy with anything, and who serves
 * others cannot wait with it. Calls take effect in the order in which they were made.
 */
export class ThreadedStore implements Store {
  readonly accounts = this.#noun('accounts');
  readonly tokens = this.#noun('tokens');
  readonly packages = this.#noun('packages');
  readonly datasets = this.#noun('datasets');
  readonly jobs = this.#noun('jobs');
  readonly layers = this.#noun('layers');
  readonly incidents = this.#noun('incidents');
  readonly audit = this.#noun('audit');
  readonly replies = this.#noun('replies');
  readonly webhooks = this.#noun('webhooks');
  readonly #thread: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  /** Why no call can be answered any more. */
  #gone: unknown = null;

  private constructor(path: string) {
    this.#thread = new Worker(threadModule('store-thread', import.meta.url), { workerData: path });
    this.#thread.on('message', (answer: StoreAnswer) => this.#answer(answer));
    this.#thread.on('error', (error) => this.#end(error));
    this.#thread.on('exit', () => this.#end(new Error('the store is closed')));
  }

  /** Rejects with what the store's opening throws. */
  static async open(path: string): Promise<ThreadedStore> {
    const store = new ThreadedStore(path);
    await new Promise<unknown>((resolve, reject) => store.#waiting.set(0, { resolve, reject }));
    return store;
  }

  async close(): Promise<void> {
    const ended = once(this.#thread, 'exit');
    await this.#call(null, 'close', []);
    await ended;
  }

  #noun<Noun extends keyof Nouns>(noun: Noun): Nouns[Noun] {
    return new Proxy({} as Nouns[Noun], {
      get: (_target, method) =>
        // Whatever awaits the noun itself looks whether it is a promise.
        typeof method === 'symbol' || method === 'then'
          ? undefined
          : (...values: readonly unknown[]) => this.#call(noun, method, values),
    });
  }

  #call(noun: keyof Nouns | null, method: string, values: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#gone !== null) throw this.#gone;
      this.#calls += 1;
      const call: StoreCall = { id: this.#calls, noun, method, values };
      this.#thread.postMessage(call);
      this.#waiting.set(call.id, { resolve, reject });
    });
  }

  #answer(answer: StoreAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('value' in answer) waiting?.resolve(answer.value);
    else waiting?.reject(answer.diskFull ? diskFull(answer.error as Error) : answer.error);
  }

  #end(cause: unknown): void {
    this.#gone ??= cause;
    for (const { reject } of this.#waiting.values()) reject(this.#gone);
    this.#waiting.clear();
  }
}

function diskFull(cause: Error): DiskFullError {
  return new DiskFullError(cause.message, { cause });
}
