import assert from 'node:assert/strict';
import { crewRuntime } from '../../../bench/crew/crew-runtime.ts';
import { playMember } from '../../../bench/crew/play-member.ts';
import { runCrewJob } from '../../../bench/crew/run-crew-job.ts';
import type { Batch } from '../../../src/bridge/batch.ts';
import { memoryPair } from '../../../src/bridge/transports/memory-pair.ts';
import { Scheduler } from '../../../src/jobs/work/scheduler.ts';

const measured = 3000;
/** Slow enough that each travels with few others, and that a batch is not much more with many workers. */
const fragmentSeconds = 0.2;

/** Counts batches, and the processor time that they take once each worker has had some. */
class MeasuredTally {
  #batches = 0;
  #begun: NodeJS.CpuUsage | null = null;
  /** Microseconds of chief and crew together; null until all are measured. */
  perBatch: number | null = null;
  gatherMs: number | null = null;
  readonly #workers: number;

  constructor(workers: number) {
    this.#workers = workers;
  }

  get batches(): number {
    return this.#batches;
  }

  set batches(count: number) {
    this.#batches = count;
    if (count === 2 * this.#workers) this.#begun = process.cpuUsage();
    if (count !== 2 * this.#workers + measured) return;
    const { user, system } = process.cpuUsage(this.#begun!);
    this.perBatch = (user + system) / measured;
  }
}

/** Runs a job with that many workers in this process, and returns the microseconds of processor that a batch took. */
async function microsecondsPerBatch(workers: number, gatherMs: number | null): Promise<number> {
  const tally = new MeasuredTally(workers);
  const runtime = crewRuntime(async (member) => {
    const [chiefEnd, memberEnd] = memoryPair();
    playMember(memberEnd, member, { fragments, fragmentBytes: 64, fragmentSeconds, takesTime: false }, tally);
    return chiefEnd;
  });
  // As many as fill the batches, however large.
  const fragments =
    (2 * workers + measured) * Math.max(1, Math.ceil(workers / 2000 / fragmentSeconds)) + 1000;
  const stop = new AbortController();
  const report = await runCrewJob({ runtime, workers, signal: stop.signal });
  assert.equal(report.job.failure, null, report.job.failure?.message);
  assert.equal(report.job.counts.merged, fragments);
  assert(tally.perBatch !== null, `${tally.batches} batches`);
  assert.equal(tally.gatherMs, gatherMs, 'a worker does not say its batch in more pieces than it got');
  return tally.perBatch;
}

/** Microseconds of processor that the scheduler takes for an answer and the batch that follows it. */
function schedulingPerBatch(workers: number): number {
  const scheduler = new Scheduler();
  for (let id = 1; id <= workers; id += 1) scheduler.addWorker(id, 1);
  let now = 0;
  let added = 0;
  const held: { readonly id: number; readonly batch: Batch }[] = [];
  const feed = () => {
    while (scheduler.waitingBytes < 10 * workers) {
      const sizes = new Uint32Array(1000).fill(1);
      scheduler.add({ first: added + 1, sizes, payload: { segment: 's', offset: 0, length: sizes.length } });
      added += sizes.length;
    }
    for (const id of scheduler.hungry())
      for (let batch = scheduler.next(id, now); batch !== null; batch = scheduler.next(id, now))
        held.push({ id, batch });
  };
  const answer = (batches: number) => {
    for (let done = 0; done < batches; done += 1) {
      const { id, batch } = held[done]!;
      now += 1;
      scheduler.answered(id, batch.first, batch.sizes.length, batch.sizes.length * 0.2, now);
      feed();
    }
    held.splice(0, batches);
  };
  feed();
  answer(2 * workers);
  const begun = process.cpuUsage();
  answer(10_000);
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 10_000;
}

describe('a simulated crew', () => {
  it('is scheduled without a look at each worker for every batch', () => {
    schedulingPerBatch(100);
    const few = schedulingPerBatch(100);
    const many = schedulingPerBatch(3000);
    assert(many <= 4 * few, `${few.toFixed(2)} µs with 100 workers, ${many.toFixed(2)} µs with 3,000`);
  });

  it('costs the chief no more for a batch with 1,000 workers than with 100', async function () {
    this.timeout(60_000);
    // What has not run before is slow for other reasons.
    await microsecondsPerBatch(100, null);
    const few = await microsecondsPerBatch(100, null);
    const many = await microsecondsPerBatch(1000, 500);
    // Usually it costs less, as more is done in one turn of the event loop.
    assert(many <= 2 * few, `${few.toFixed(0)} µs with 100 workers, ${many.toFixed(0)} µs with 1,000`);
  });
});
