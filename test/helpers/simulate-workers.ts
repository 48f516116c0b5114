import { type Batch, batchEnd } from '../../src/bridge/batch.ts';
import { Window } from '../../src/jobs/split/window.ts';
import { Scheduler } from '../../src/jobs/work/scheduler.ts';
import { defaultLimits } from '../../src/model/limits.ts';

/** As the harness does: what is done is sent when the batch is, or after at most this long, in milliseconds. */
const flushMs = 20;
/** From an answer to the next batch in the worker's hands where none was queued, in milliseconds. */
const roundTripMs = 0.1;
const tickMs = 100;

export interface SimulatedWork {
  readonly fragments: number;
  /** Time that a fragment takes a worker of pace 1. */
  readonly fragmentMs: number;
  /** One worker each: it takes so many times longer. */
  readonly paces: readonly number[];
  readonly fragmentBytes: number;
}

interface SimulatedWorker {
  readonly id: number;
  readonly pace: number;
  readonly queue: { first: number; next: number; end: number }[];
  /** When it has something to say next. */
  wakeMs: number;
  /** When it began on what it has not told yet. */
  sinceMs: number;
}

/**
 * Plays a job's scheduler, window and workers on a clock of their own. The splitter and the merger take no time.
 * Returns the makespan in milliseconds.
 */
export function simulateWorkers({ fragments, fragmentMs, paces, fragmentBytes }: SimulatedWork): number {
  const scheduler = new Scheduler();
  const window = new Window(defaultLimits);
  const done = new Uint8Array(fragments + 2);
  let frontier = 1;
  let yielded = 0;
  let now = 0;
  const workers = paces.map((pace, index): SimulatedWorker => {
    scheduler.addWorker(index + 1, 1);
    return { id: index + 1, pace, queue: [], wakeMs: Number.POSITIVE_INFINITY, sinceMs: 0 };
  });

  const split = (): void => {
    for (let grant = window.grant(); grant !== null && yielded < fragments; grant = window.grant()) {
      const count = Math.min(grant.fragments, Math.floor(grant.bytes / fragmentBytes), fragments - yielded);
      if (count === 0) break;
      window.yielded(count, count * fragmentBytes);
      window.revoke();
      scheduler.add(batchOf(yielded + 1, count, fragmentBytes));
      yielded += count;
    }
    if (yielded === fragments) scheduler.close();
  };
  const plan = (worker: SimulatedWorker): void => {
    const [head] = worker.queue;
    if (head === undefined) worker.wakeMs = Number.POSITIVE_INFINITY;
    else {
      const each = fragmentMs * worker.pace;
      const count = Math.min(head.end - head.next, Math.max(1, Math.floor(flushMs / each)));
      worker.wakeMs = worker.sinceMs + count * each;
    }
  };
  const feed = (): void => {
    for (const worker of workers)
      for (
        let batch = scheduler.next(worker.id, now);
        batch !== null;
        batch = scheduler.next(worker.id, now)
      ) {
        if (worker.queue.length === 0) worker.sinceMs = now + roundTripMs;
        worker.queue.push({ first: batch.first, next: batch.first, end: batchEnd(batch) });
        plan(worker);
      }
  };
  const answer = (worker: SimulatedWorker): void => {
    const head = worker.queue[0]!;
    const each = fragmentMs * worker.pace;
    const count = Math.min(head.end - head.next, Math.max(1, Math.round((now - worker.sinceMs) / each)));
    const { completed } = scheduler.answered(worker.id, head.next, count, (count * each) / 1000, now);
    for (const piece of completed) for (let at = piece.first; at < batchEnd(piece); at += 1) done[at] = 1;
    head.next += count;
    if (head.next === head.end) worker.queue.shift();
    worker.sinceMs = now;
    plan(worker);
    const before = frontier;
    while (done[frontier] === 1) frontier += 1;
    window.leave(frontier - before, (frontier - before) * fragmentBytes);
  };

  let nextTickMs = 0;
  for (;;) {
    split();
    feed();
    if (yielded === fragments && scheduler.outstanding === 0) return now;
    const first = workers.reduce((soonest, worker) => (worker.wakeMs < soonest.wakeMs ? worker : soonest));
    if (first.wakeMs <= nextTickMs) {
      now = first.wakeMs;
      answer(first);
    } else {
      now = nextTickMs;
      nextTickMs += tickMs;
    }
  }
}

function batchOf(first: number, count: number, fragmentBytes: number): Batch {
  // Nobody looks at the bytes, only at how many there are.
  const payload = { segment: 'fragments-1', offset: 0, length: count * fragmentBytes };
  return { first, sizes: new Uint32Array(count).fill(fragmentBytes), payload };
}
