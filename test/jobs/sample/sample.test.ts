import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SampledResult } from '../../../src/jobs/sample/sample.ts';
import type { SampledSplit } from '../../../src/jobs/sample/sampled-split.ts';
import { FakeFailure, type FakeProgram } from '../../helpers/fake-script.ts';
import { type FakeJobOptions, runFakeJob } from '../../helpers/run-fake-job.ts';

/** A program of so many fragments that notes what is merged; `merged` is told after the job. */
function program(count: number): FakeProgram & { merged: string[] } {
  const merged: string[] = [];
  return {
    merged,
    *split() {
      for (let number = 1; number <= count; number += 1) yield Buffer.from(`f${number}`);
    },
    process: (fragment) => Buffer.from(`${fragment}!`),
    merge: (result, { resultsFolder }) => {
      merged.push(result.toString());
      return appendFile(join(resultsFolder, 'all'), result);
    },
  };
}

async function sampled(fragments: number, options: FakeJobOptions & { program: FakeProgram }) {
  const yielded: string[] = [];
  const results: SampledResult[] = [];
  const splits: SampledSplit[] = [];
  const outcome = await runFakeJob({
    ...options,
    sample: {
      fragments,
      onFragment: (number, bytes) => yielded.push(`${number} ${bytes}`),
      onResult: (result) => results.push({ ...result, bytes: Buffer.from(result.bytes) }),
      onSplit: (split) => splits.push(split),
    },
  });
  return { ...outcome, yielded, results, splits };
}

describe('a sample of a job', () => {
  it('is of the first fragments alone, through to the results, each told by itself', async () => {
    const made = program(500);
    const { report, yielded, results, splits } = await sampled(5, { program: made });
    assert.equal(report.job.state, 'done');
    assert.deepEqual(yielded, ['1 f1', '2 f2', '3 f3', '4 f4', '5 f5']);
    assert.deepEqual(made.merged, ['f1!', 'f2!', 'f3!', 'f4!', 'f5!']);
    assert.deepEqual(results.map(({ fragment, bytes }) => `${fragment} ${bytes}`).sort(), [
      ...['1 f1!', '2 f2!', '3 f3!', '4 f4!', '5 f5!'],
    ]);
    assert.deepEqual([report.job.counts.fragments, report.job.counts.merged], [5, 5]);
    assert.deepEqual([report.job.bytes.in, report.job.files?.first], [10, [{ path: 'all', bytes: 15 }]]);
    assert.deepEqual(splits, [{ ended: false, fragments: 6, bytes: 12, readBytes: null }]);
  });

  it('is all of a job that has no more fragments, and says so, also of just as many', async () => {
    for (const count of [0, 2, 3]) {
      const { report, yielded, splits } = await sampled(3, { program: program(count) });
      assert.equal(report.job.state, 'done');
      assert.equal(yielded.length, count);
      assert.deepEqual(splits, [{ ended: true, fragments: count, bytes: 2 * count, readBytes: null }]);
    }
  });

  it('does not care for what the splitter comes to after it', async () => {
    const failing: FakeProgram = {
      ...program(0),
      *split() {
        yield Buffer.from('f1');
        yield Buffer.from('f2');
        throw new FakeFailure({ code: 'user-error' });
      },
    };
    const { report, splits } = await sampled(2, { program: failing });
    assert.equal(report.job.state, 'done', report.job.failure?.message);
    assert.deepEqual([splits.length, splits[0]?.ended], [1, false]);
    const within = await sampled(3, { program: failing });
    assert.deepEqual([within.report.job.state, within.report.job.failure?.fragment], ['failed', 3]);
    assert.deepEqual(within.yielded, ['1 f1', '2 f2']);
  });

  it('ends with the failure of a fragment, as a whole job does', async () => {
    const failing: FakeProgram = {
      ...program(9),
      process: (fragment) => {
        if (fragment.toString() === 'f2') throw new Error('no');
        return Buffer.from(fragment);
      },
    };
    const { report, results } = await sampled(3, { program: failing, workers: 1 });
    assert.deepEqual([report.job.failure?.code, report.job.failure?.fragment], ['user-error', 2]);
    assert.equal(results[0]?.fragment, 1);
  });

  it('comes to the same when its splitter and its workers die', async () => {
    let deaths = 0;
    const made = program(50);
    const { report, splits } = await sampled(4, {
      program: made,
      interfere: ({ role, step, fragment, nth }) => {
        if (nth > 1 || fragment !== 3) return undefined;
        if ((role === 'splitter' && step === 'yield') || (role === 'worker' && step === 'process')) {
          deaths += 1;
          return { act: 'die' };
        }
        return undefined;
      },
    });
    assert.equal(report.job.state, 'done', report.job.failure?.message);
    assert(deaths > 0);
    assert.deepEqual(made.merged, ['f1!', 'f2!', 'f3!', 'f4!']);
    assert.equal(splits[0]?.ended, false);
  });
});
