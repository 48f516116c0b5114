import assert from 'node:assert/strict';
import fc from 'fast-check';
import { patienceMs, tightened } from '../../src/model/job-limits.ts';
import { defaultLimits, type LimitName, limitNames } from '../../src/model/limits.ts';

const some = fc.dictionary(fc.constantFrom(...limitNames), fc.nat());

describe('tightened', () => {
  it('takes what is tighter of each limit, and keeps memory within its cap', () => {
    fc.assert(
      fc.property(some, some, (given, manifest) => {
        const limits = { ...defaultLimits, ...given };
        const tight = tightened(limits, manifest as Partial<Record<LimitName, number>>);
        for (const name of limitNames) {
          const due = Math.min(limits[name], manifest[name] ?? Number.POSITIVE_INFINITY);
          assert.equal(tight[name], name === 'memory' ? Math.min(due, tight.memoryCap) : due);
        }
      }),
    );
  });

  it('leaves the limits alone where the manifest has none', () => {
    assert.deepEqual(tightened(defaultLimits, {}), defaultLimits);
  });
});

describe('patienceMs', () => {
  it('is longer than the limit by what a harness may not have told yet', () => {
    assert.equal(patienceMs(1.5), 1700);
  });
});
