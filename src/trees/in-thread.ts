import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { threadModule } from '../host/thread-module.ts';
import { type Failure, FailureError } from '../model/failures.ts';
import type { TaskArguments, TaskResult, TreeTask } from './tree-tasks.ts';

/** A task to do, or with null for it one that is not wanted any more. */
export type ThreadWord =
  | { readonly id: number; readonly task: TreeTask; readonly values: readonly unknown[] }
  | { readonly id: number; readonly task: null };

export type ThreadAnswer =
  | { readonly id: number; readonly value: unknown }
  | {
      readonly id: number;
      readonly error: unknown;
      readonly failure?: Failure;
      readonly details?: Pick<NodeJS.ErrnoException, 'code' | 'syscall' | 'path'>;
    };

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** As many as can be busy at once, and one for whom a slow disk holds up. */
const mostThreads = availableParallelism() + 1;
/** Memory of a thread for JavaScript objects, in MiB: the names of a million files, and room to sort them. */
const memoryMib = 1024;

const threads = new Set<TreeThread>();

/**
 * Does something with a whole folder in a thread that waits for the disk, so that whoever asks does not: what is done
 * for each of a million files is a call of the system and little else. Tasks share a thread by turns where there are
 * more of them than threads. Rejects with what the task throws, once nothing of it is going on any more; with the
 * signal's reason where it was stopped.
 */
export function inThread<Task extends TreeTask>(
  task: Task,
  values: TaskArguments<Task>,
  signal?: AbortSignal,
): Promise<TaskResult<Task>> {
  const thread = leastBusy();
  threads.add(thread);
  return thread.run(task, values, signal) as Promise<TaskResult<Task>>;
}

/** Whether this process has a thread that looks after folders. */
export function hasThread(): boolean {
  return threads.size > 0;
}

/** Begins one now, for a process that must never wait for a disk itself. */
export function beginThread(): void {
  if (!hasThread()) threads.add(new TreeThread());
}

function leastBusy(): TreeThread {
  let best: TreeThread | null = null;
  for (const thread of threads) if (best === null || thread.tasks < best.tasks) best = thread;
  return best === null || (best.tasks > 0 && threads.size < mostThreads) ? new TreeThread() : best;
}

/** Lives as long as the process, which it does not keep from ending unless it has something to do. */
class TreeThread {
  #next = 0;
  readonly #waiting = new Map<number, Waiting>();
  readonly #worker: Worker;

  constructor() {
    // Most commands need no thread, and have Node read nothing for it.
    const threads = process.getBuiltinModule('node:worker_threads');
    this.#worker = new threads.Worker(threadModule('tree-thread', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: memoryMib },
    });
    this.#worker.on('message', (answer: ThreadAnswer) => this.#settle(answer));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('a thread that looks after folders ended')));
    this.#worker.unref();
  }

  /** How many it has to do. */
  get tasks(): number {
    return this.#waiting.size;
  }

  async run(task: TreeTask, values: readonly unknown[], signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted();
    const id = this.#next;
    this.#next += 1;
    const done = new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    this.#worker.ref();
    const stop = () => this.#say({ id, task: null });
    signal?.addEventListener('abort', stop, { once: true });
    this.#say({ id, task, values });
    try {
      return await done;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  #say(word: ThreadWord): void {
    this.#worker.postMessage(word);
  }

  #settle(answer: ThreadAnswer): void {
    const { resolve, reject } = this.#waiting.get(answer.id)!;
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ('value' in answer) resolve(answer.value);
    else if (answer.failure !== undefined) reject(new FailureError(answer.failure));
    else reject(Object.assign(answer.error as Error, answer.details));
  }

  /** Whoever waits is told why; the next task has a new thread. */
  #end(error: unknown): void {
    threads.delete(this);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
