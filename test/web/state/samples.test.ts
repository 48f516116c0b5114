import assert from 'node:assert/strict';
import { chartsOf, ratesOf, type Samples } from '../../../web/src/state/samples.ts';

describe('what the charts of a job show', () => {
  const column = (...values: readonly (number | null)[]) => [...values];
  const none = column(null, null, null);
  const columns = {
    ...{ fragments: column(10, 30, null), results: column(5, 5, 9), merged: column(0, 4, 9) },
    ...{ skipped: column(0, 2, null), failed: column(0, 1, 3), retried: column(1, 1, 4) },
    ...{ bytesIn: none, bytesOut: none, windowFragments: none, windowBytes: none, mergeLag: none },
    ...{ busy: column(1, 2, 2), workers: column(2, 2, 2) },
    ...{ splitterMemory: none, workerMemory: column(5, 6, 7), mergerMemory: none },
  };
  const samples: Samples = { binMs: 500, runs: [], columns };

  it('are rates of what grows, over what is not known as well', () => {
    assert.deepEqual(ratesOf(columns.fragments, 0.5), [20, 40, null]);
    assert.deepEqual(ratesOf([null, 4, null, 4, 1], 0.5), [null, 4, null, 0, 0]);
    assert.deepEqual(ratesOf([], 0.5), []);
    assert.deepEqual(chartsOf(samples).fragments, [
      [0.5, 1, 1.5],
      [20, 40, null],
      [10, 0, 8],
      [0, 8, 10],
    ]);
  });

  it('are workers, memory by role, and trouble, of which each fragment counts once', () => {
    const { workers, memory, trouble } = chartsOf(samples);
    assert.deepEqual(workers.slice(1), [columns.workers, columns.busy]);
    assert.deepEqual(memory.slice(1), [none, columns.workerMemory, none]);
    assert.deepEqual(trouble.slice(1), [columns.retried, [0, 2, 3]]);
  });
});
