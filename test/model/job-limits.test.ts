import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loosened, patienceMs, tightened, withLimits } from '../../src/model/job-limits.ts';
import { defaultLimits, type LimitName, limitNames } from '../../src/model/limits.ts';

const some = fc.dictionary(fc.constantFrom(...limitNames), fc.nat());

describe('withLimits', () => {
  it('raises the cap with memory that is given, and lowers memory with a cap that is given alone', () => {
    const of = (given: object) => {
      const { memory, memoryCap } = withLimits({ ...defaultLimits, memory: 5, memoryCap: 9 }, given);
      return [memory, memoryCap];
    };
    assert.deepEqual(of({}), [5, 9]);
    assert.deepEqual(of({ memory: 12 }), [12, 12]);
    assert.deepEqual(of({ memoryCap: 3 }), [3, 3]);
    assert.deepEqual(of({ memory: 3, memoryCap: 4 }), [3, 4]);
  });
});

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

describe('loosened', () => {
  it('gives back what the manifest had tightened, and nothing else', () => {
    fc.assert(
      fc.property(some, some, (given, manifest) => {
        const asked = tightened({ ...defaultLimits, ...given }, {});
        const tight = tightened(asked, manifest as Partial<Record<LimitName, number>>);
        const loose = loosened(tight, manifest as Partial<Record<LimitName, number>>, defaultLimits);
        for (const name of limitNames) {
          const own = manifest[name] ?? Number.POSITIVE_INFINITY;
          const isManifests =
            tight[name] === (name === 'memory' ? Math.min(own, manifest.memoryCap ?? own) : own);
          const due = isManifests ? Math.max(tight[name], defaultLimits[name]) : tight[name];
          assert.equal(loose[name], due, name);
        }
      }),
    );
  });

  it('comes to the limits of before where a manifest was all that tightened them', () => {
    const manifest = { fragmentSeconds: 1, memoryCap: 2 ** 26 };
    assert.deepEqual(loosened(tightened(defaultLimits, manifest), manifest, defaultLimits), defaultLimits);
  });
});

describe('patienceMs', () => {
  it('is longer than the limit by what a harness may not have told yet', () => {
    assert.equal(patienceMs(1.5), 1700);
  });
});
