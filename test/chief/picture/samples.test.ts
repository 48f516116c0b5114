import assert from 'node:assert/strict';
import { mostBins, type Sample, Samples } from '../../../src/chief/picture/samples.ts';

const zero: Sample = {
  ...{ fragments: 0, results: 0, merged: 0, skipped: 0, failed: 0, retried: 0, bytesIn: 0, bytesOut: 0 },
  ...{ windowFragments: 0, windowBytes: 0, mergeLag: 0, busy: 0, workers: 1 },
  ...{ splitterMemory: null, workerMemory: null, mergerMemory: null },
};

describe('Samples', () => {
  it('keep the last of totals and the highest of the rest, in as many bins as there may be', () => {
    const samples = new Samples();
    samples.begin(1000);
    const ticks = 10_000;
    for (let tick = 0; tick < ticks; tick += 1)
      samples.add(tick * 500, { ...zero, merged: tick, busy: tick === 4321 ? 9 : 1, mergeLag: tick % 7 });
    const { binMs, runs, columns } = samples.table;
    assert(columns.merged.length <= mostBins && columns.merged.length > mostBins / 2);
    assert.equal(binMs, 500 * 32);
    assert.equal(columns.merged.at(-1), ticks - 1);
    assert.equal(columns.merged[0], 31);
    assert.deepEqual([Math.max(...(columns.busy as number[])), columns.mergeLag[0]], [9, 6]);
    assert.deepEqual(runs, [{ atMs: 1000, fromMs: 0 }]);
    assert.equal(columns.workerMemory[0], null);
  });

  it('go on after an earlier run, without the time between', () => {
    const first = new Samples();
    first.begin(5);
    first.add(0, { ...zero, merged: 1 });
    first.add(1500, { ...zero, merged: 2, workerMemory: 7 });
    const second = new Samples(JSON.parse(JSON.stringify(first.table)));
    second.begin(9_000_000);
    second.add(0, { ...zero, merged: 3 });
    const { runs, columns } = second.table;
    assert.deepEqual(runs, [
      { atMs: 5, fromMs: 0 },
      { atMs: 9_000_000, fromMs: 2000 },
    ]);
    assert.deepEqual(columns.merged, [1, null, null, 2, 3]);
    assert.deepEqual(columns.workerMemory, [null, null, null, 7, null]);
  });
});
