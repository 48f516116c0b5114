import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type AfterDeath,
  afterDeath,
  hadProcessor,
  type Interrupted,
  mostMachines,
  noToll,
  retryEvent,
  triesOf,
} from '../../../src/jobs/containers/after-death.ts';
import { type FailureCode, failure, failureCatalogue, type Stage } from '../../../src/model/failures.ts';

const interruptions: readonly Interrupted[] = ['splitting', 'merging', 'fragment', 'nothing'];

/** One death after `deaths` others with two retries, of a container of 100 bytes where 300 are the most. */
function sequel(
  interrupted: Interrupted,
  code: FailureCode,
  deaths = 0,
  stage: Stage = 'process',
  machines = 0,
): AfterDeath {
  const cause = failure(code, stage, 'it died');
  const toll = { deaths, machines };
  return afterDeath({ interrupted, cause, toll, retries: 2, memoryBytes: 100, memoryCap: 300 });
}

describe('afterDeath', () => {
  it('tries again what may pass, by what was interrupted', () => {
    const table: readonly (readonly [FailureCode, Stage, Readonly<Record<Interrupted, boolean>>])[] = [
      ['crashed', 'process', { splitting: true, merging: true, fragment: true, nothing: true }],
      ['out-of-memory', 'process', { splitting: true, merging: true, fragment: true, nothing: true }],
      ['engine-unavailable', 'process', { splitting: true, merging: true, fragment: true, nothing: true }],
      ['machine-lost', 'process', { splitting: true, merging: true, fragment: true, nothing: true }],
      ['exited-early', 'process', { splitting: false, merging: false, fragment: true, nothing: true }],
      ['process-limit', 'process', { splitting: false, merging: false, fragment: true, nothing: true }],
      ['recursion-depth', 'process', { splitting: false, merging: false, fragment: true, nothing: true }],
      ['splitter-stalled', 'split', { splitting: false, merging: false, fragment: true, nothing: true }],
      ['merge-timeout', 'merge', { splitting: false, merging: false, fragment: true, nothing: true }],
      ['fragment-timeout', 'process', { splitting: false, merging: false, fragment: true, nothing: true }],
      ['fragment-timeout', 'preparing', { splitting: false, merging: false, fragment: true, nothing: false }],
      ['protocol', 'process', { splitting: false, merging: false, fragment: true, nothing: false }],
      ['internal', 'process', { splitting: false, merging: false, fragment: true, nothing: true }],
    ];
    for (const [code, stage, expected] of table)
      for (const interrupted of interruptions)
        assert.equal(
          sequel(interrupted, code, 0, stage).again,
          expected[interrupted],
          `${code} while ${stage}, interrupting ${interrupted}`,
        );
  });

  it('counts deaths up to the retries, and those by loss of the engine not at all', () => {
    for (const interrupted of interruptions) {
      assert.deepEqual(sequel(interrupted, 'crashed', 0), {
        ...{ again: true, toll: { deaths: 1, machines: 0 }, memoryBytes: 100, attempt: 2, hopeless: false },
      });
      assert.deepEqual(sequel(interrupted, 'crashed', 1), {
        ...{ again: true, toll: { deaths: 2, machines: 0 }, memoryBytes: 100, attempt: 3, hopeless: false },
      });
      assert.equal(sequel(interrupted, 'crashed', 2).again, false);
      for (const deaths of [0, 2]) {
        assert.deepEqual(sequel(interrupted, 'engine-unavailable', deaths), {
          ...{ again: true, toll: { deaths, machines: 0 }, memoryBytes: 100 },
          ...{ attempt: Math.max(2, deaths + 1), hopeless: false },
        });
      }
    }
  });

  it('gives up nothing for a death that may have been due to other work', () => {
    const cause = failure('exited-early', 'process', 'it died');
    const known = { interrupted: 'fragment', cause, retries: 0, memoryBytes: 100, memoryCap: 300 } as const;
    const first = afterDeath({ ...known, toll: noToll, doubtful: true });
    assert.deepEqual([first.again, first.toll.deaths], [true, 1]);
    assert.equal(afterDeath({ ...known, toll: first.toll }).again, false);
    const machine = { ...known, cause: failure('machine-lost', 'process', 'it was lost') };
    assert.equal(
      afterDeath({ ...machine, toll: first.toll }).again,
      true,
      'its machine was lost, not itself',
    );
  });

  it('takes no try for a lost machine, and gives up what three were lost with', () => {
    for (const interrupted of ['splitting', 'merging', 'fragment'] as const)
      for (const deaths of [0, 2])
        for (const [machines, again] of [
          [0, true],
          [1, true],
          [2, false],
        ] as const) {
          const next = sequel(interrupted, 'machine-lost', deaths, 'process', machines);
          assert.deepEqual([next.again, next.toll], [again, { deaths, machines: machines + 1 }]);
          assert.equal(next.attempt, deaths + machines + 2);
        }
    // Whoever had nothing in hand can be lost as often as machines are.
    assert.deepEqual(sequel('nothing', 'machine-lost', 0, 'process', 2).toll, { deaths: 0, machines: 2 });
    assert.equal(sequel('nothing', 'machine-lost', 2, 'process', 2).again, true);
    // Tries that deaths took are not given back.
    assert.equal(sequel('fragment', 'crashed', 2, 'process', 1).again, false);
  });

  it('does not try a fragment again that had a processor for most of its time, and one that starved it does', () => {
    const table: readonly (readonly [FailureCode, share: number | null, cpus: number, again: boolean])[] = [
      ['fragment-timeout', 1, 1, false],
      ['fragment-timeout', 0.5, 1, false],
      ['fragment-timeout', 0.49, 1, true],
      ['fragment-timeout', 0, 1, true],
      ['fragment-timeout', null, 1, true],
      ['fragment-timeout', 0.25, 0.5, false],
      ['fragment-timeout', 0.6, 4, false],
      ['fragment-timeout', 3.9, 4, false],
      ['crashed', 1, 1, true],
      ['out-of-memory', 1, 1, true],
      ['exited-early', 1, 1, true],
    ];
    for (const [code, share, cpus, again] of table) {
      const next = afterDeath({
        ...{ interrupted: 'fragment', cause: failure(code, 'process', 'it died'), toll: noToll, retries: 2 },
        ...{ memoryBytes: 100, memoryCap: 300, computed: hadProcessor(share, cpus) },
      });
      const what = `${code}, ${share} of ${cpus} cores`;
      assert.deepEqual([next.again, next.hopeless, next.toll.deaths], [again, !again, 1], what);
    }
  });

  it('doubles the memory of what ran out of it, up to the cap', () => {
    const memoryAfter = (memoryBytes: number, code: FailureCode) => {
      const cause = failure(code, 'process', 'it died');
      const death = { interrupted: 'fragment', cause, toll: noToll, retries: 2 } as const;
      return afterDeath({ ...death, memoryBytes, memoryCap: 300 }).memoryBytes;
    };
    assert.equal(memoryAfter(100, 'out-of-memory'), 200);
    assert.equal(memoryAfter(200, 'out-of-memory'), 300);
    assert.equal(memoryAfter(300, 'out-of-memory'), 300);
    assert.equal(memoryAfter(200, 'crashed'), 200);
  });

  it('ends whatever dies for ever, after one more death than there are retries, or three machines', () => {
    const codes = (Object.keys(failureCatalogue) as FailureCode[]).filter(
      (code) => code !== 'engine-unavailable',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...interruptions),
        fc.infiniteStream(fc.constantFrom(...codes)),
        fc.nat(20),
        (interrupted, causes, retries) => {
          let toll = noToll;
          for (let count = 1; ; count += 1) {
            let code = causes.next().value;
            // Without end, and without harm.
            while (interrupted === 'nothing' && code === 'machine-lost') code = causes.next().value;
            const cause = failure(code, 'process', 'it died');
            const memory = { memoryBytes: 100, memoryCap: 300 };
            const next = afterDeath({ interrupted, cause, toll, retries, ...memory });
            assert.ok(count <= retries + mostMachines);
            assert.equal(triesOf(next.toll), count);
            assert.equal(next.attempt, count + 1);
            if (!next.again) break;
            toll = next.toll;
          }
        },
      ),
    );
  });
});

describe('retryEvent', () => {
  it('tells the cause and the number of the next try', () => {
    const cause = failure('crashed', 'process', 'it died');
    const told = { type: 'retry', attempt: 3, code: 'crashed', reason: 'it died' };
    assert.deepEqual(retryEvent(cause, 3), { ...told, fragments: [] });
    assert.deepEqual(retryEvent(cause, 3, [4, 5]), { ...told, fragments: [4, 5] });
  });
});
