import assert from 'node:assert/strict';
import type { Batch } from '../../../src/bridge/batch.ts';
import type { Payload } from '../../../src/bridge/payload.ts';
import type { JournalRecord } from '../../../src/jobs/disk/journal.ts';
import type { KeptBatch, KeptResults } from '../../../src/jobs/disk/kept-results.ts';
import { ResultKeeper } from '../../../src/jobs/merge/result-keeper.ts';
import type { Failure } from '../../../src/model/failures.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';

const batch: Batch = { first: 4, sizes: Uint32Array.of(2, 1), payload: Buffer.from('abc') };
const inCache: KeptBatch = { first: 4, count: 2, offset: 100, length: 11, crc: 7 };
const inSegment: KeptBatch = {
  ...{ first: 4, count: 2, sizes: 'sizes', crc: 7 },
  payload: { segment: 'results-1', offset: 0, length: 3 },
};

/** A keeper of results that go where the test says. */
class KeeperBench {
  readonly journal: JournalRecord[] = [];
  readonly failures: Failure[] = [];
  /** What left the window: fragments and bytes. */
  readonly left: [count: number, bytes: number][] = [];
  readonly released: Payload[] = [];
  /** What need not be in memory any more. */
  readonly forgotten: (Batch | KeptBatch)[] = [];
  pumps = 0;
  congested = false;
  readonly keeper: ResultKeeper;

  constructor(durable: boolean, kept: KeptBatch | Promise<KeptBatch> | null) {
    const bench = this;
    this.keeper = new ResultKeeper({
      hub: {
        clock: new FakeClock(),
        fail: (cause) => this.failures.push(cause),
        pump: () => {
          this.pumps += 1;
        },
        record: (make) => this.journal.push(make()),
        release: (payload) => this.released.push(payload),
      },
      window: { leave: (count, bytes) => this.left.push([count, bytes]) },
      keptResults: {
        durable,
        get congested() {
          return bench.congested;
        },
        put: (results: Batch) => ({ results, kept }),
        release: (results: Batch | KeptBatch) => this.forgotten.push(results),
        restored: () => {},
        flush: async () => {},
      } as unknown as KeptResults,
    });
  }
}

describe('ResultKeeper', () => {
  it('journals durable results when they are on disk, and is not idle before', async () => {
    let written: (place: KeptBatch) => void = () => {};
    const bench = new KeeperBench(true, new Promise((resolve) => (written = resolve)));
    const entry = bench.keeper.take(batch, 10);
    let isIdle = false;
    const idle = bench.keeper.idle().then(() => {
      isIdle = true;
    });
    await new Promise(setImmediate);
    assert.deepEqual([bench.journal, isIdle], [[], false]);
    written(inCache);
    await idle;
    assert.deepEqual(bench.journal, [{ type: 'results', ...inCache }]);
    // The merger still gets them from memory.
    assert.equal(entry.results, batch);
  });

  it('journals results in a segment at once, by their range', () => {
    const bench = new KeeperBench(true, inSegment);
    bench.keeper.take(batch, 10);
    const range = { segment: 'results-1', offset: 0, length: 3 };
    assert.deepEqual(bench.journal, [
      { type: 'segment-results', first: 4, sizes: 'sizes', ...range, crc: 7 },
    ]);
  });

  it('lets durable results go from memory once they are both merged and on disk, in either order', async () => {
    for (const mergedFirst of [true, false]) {
      let written: (place: KeptBatch) => void = () => {};
      const bench = new KeeperBench(true, new Promise((resolve) => (written = resolve)));
      const entry = bench.keeper.take(batch, 10);
      if (mergedFirst) bench.keeper.merged(entry);
      else written(inCache);
      await new Promise(setImmediate);
      assert.equal(entry.results, batch);
      if (mergedFirst) written(inCache);
      else bench.keeper.merged(entry);
      await bench.keeper.idle();
      assert.equal(entry.results, inCache);
      assert.deepEqual(bench.forgotten, [batch]);
      assert.deepEqual(bench.released, []);
    }
  });

  it('counts durable results as gone from memory once, also where the merger dies before they are on disk', async () => {
    let written: (place: KeptBatch) => void = () => {};
    const bench = new KeeperBench(true, new Promise((resolve) => (written = resolve)));
    const entry = bench.keeper.take(batch, 10);
    bench.keeper.merged(entry);
    bench.keeper.merged(entry);
    written(inCache);
    await bench.keeper.idle();
    bench.keeper.merged(entry);
    assert.deepEqual(bench.forgotten, [batch]);
  });

  it('gives the payload of results that are not durable back once they are merged', () => {
    const bench = new KeeperBench(false, null);
    const entry = bench.keeper.take(batch, 10);
    bench.keeper.merged(entry);
    assert.deepEqual(bench.released, [batch.payload]);
    assert.deepEqual([bench.journal, bench.keeper.all], [[], []]);
  });

  it('has every durable result for a merger that begins anew; the window has room once for each', () => {
    const bench = new KeeperBench(true, inSegment);
    const restored = bench.keeper.restore({ ...inCache, first: 1, count: 3 });
    const taken = bench.keeper.take(batch, 10);
    assert.deepEqual(bench.keeper.all, [restored, taken]);
    for (let merger = 1; merger <= 2; merger += 1)
      for (const entry of bench.keeper.all) bench.keeper.merged(entry);
    assert.deepEqual(bench.left, [[2, 10]]);
  });

  it('wakes the job where workers were held back, when enough is written', async () => {
    let written: (place: KeptBatch) => void = () => {};
    const bench = new KeeperBench(true, new Promise((resolve) => (written = resolve)));
    bench.congested = true;
    bench.keeper.take(batch, 10);
    bench.congested = false;
    written(inCache);
    await bench.keeper.idle();
    assert.equal(bench.pumps, 1);
    const free = new KeeperBench(true, Promise.resolve(inCache));
    free.keeper.take(batch, 10);
    await free.keeper.idle();
    assert.equal(free.pumps, 0);
  });

  it('ends the job where results cannot be kept', async () => {
    const refused = Object.assign(new Error('ENOSPC: no space left on device, write'), { syscall: 'write' });
    const bench = new KeeperBench(true, Promise.reject(refused));
    bench.keeper.take(batch, 10);
    await bench.keeper.idle();
    assert.deepEqual(
      bench.failures.map(({ code, message }) => [code, message]),
      [['disk-limit', `a result could not be kept: ${refused.message}`]],
    );
    assert.deepEqual(bench.journal, []);
  });
});
