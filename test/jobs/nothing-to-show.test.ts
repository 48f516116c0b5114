import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nothingToShow } from '../../src/jobs/nothing-to-show.ts';
import { noTotals, summed } from '../../src/jobs/totals.ts';
import type { FakeProgram } from '../helpers/fake-script.ts';
import { type FakeJobOptions, runFakeJob } from '../helpers/run-fake-job.ts';

const one: FakeProgram['split'] = function* () {
  yield Buffer.from('x');
};
const none: FakeProgram['split'] = function* () {};

/** What a job has nothing to show of, and what it says: each warning's beginning and its likely cause. */
const cases: readonly (readonly [what: string, job: FakeJobOptions, warnings: readonly RegExp[]])[] = [
  [
    'results that were merged and never written',
    { program: { split: one } },
    [/^empty-results: .*BUTCHER_RESULTS_DIR/],
  ],
  [
    'folders without a file',
    { program: { split: one, finish: ({ resultsFolder }) => mkdir(join(resultsFolder, 'empty')) } },
    [/^empty-results: /],
  ],
  [
    'no fragments, without a dataset',
    { program: { split: none } },
    [
      /^no-fragments: .*--data was forgotten/,
      /^empty-results: .*never got a result, and `finish` wrote nothing/,
    ],
  ],
  [
    'no fragments, and a finish that writes',
    { program: { split: none, finish: ({ resultsFolder }) => writeFile(join(resultsFolder, 'sum'), '0') } },
    [/^no-fragments: /],
  ],
  [
    'every fragment left out',
    {
      program: {
        split: one,
        process: () => {
          throw new Error('no');
        },
      },
      onError: 'skip',
    },
    [
      /^no-results: no fragment gave a result: the only fragment failed and was left out$/,
      /^empty-results: .*never got a result, since all 1 fragments were left out/,
    ],
  ],
  [
    'something, if only an empty file',
    {
      program: { split: one, merge: (_, { resultsFolder }) => appendFile(join(resultsFolder, 'merged'), '') },
    },
    [],
  ],
];

describe('a job that is done and has nothing to show', () => {
  for (const [what, job, warnings] of cases) {
    it(`says so of ${what}`, async () => {
      const { report, events } = await runFakeJob(job);
      assert.equal(report.job.state, 'done');
      const said = report.job.warnings;
      assert.equal(said.length, warnings.length, said.join('\n'));
      for (const [index, pattern] of warnings.entries()) assert.match(said[index]!, pattern);
      const told = events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
      assert.deepEqual(told, said);
    });

    it(`has failed with strictResults: ${what}`, async () => {
      const { report, tar } = await runFakeJob({ ...job, strictResults: true });
      const { state, failure } = report.job;
      if (warnings.length === 0) assert.equal(state, 'done');
      else {
        assert.deepEqual([state, failure?.code, failure?.stage], ['failed', 'empty-results', 'packing']);
        assert.match(failure!.message, warnings.find(({ source }) => !source.includes('no-results'))!);
        assert.equal(tar, null);
      }
    });
  }

  it('says that no fragment gave a result where all were left out, and is done, with strictResults, too', async () => {
    for (const [first, warnings] of [
      [1, ['no-results: no fragment gave a result: all 3 fragments failed and were left out']],
      [2, []],
    ] as const)
      for (const strictResults of [false, true]) {
        const { report, events } = await runFakeJob({
          program: {
            split: function* () {
              for (const number of [1, 2, 3]) yield Buffer.of(number);
            },
            process: (fragment) => {
              if (fragment[0]! >= first) throw new Error('no');
              return fragment;
            },
            finish: ({ resultsFolder }) => writeFile(join(resultsFolder, 'header'), 'x'),
          },
          ...{ onError: 'skip', strictResults },
        });
        assert.equal(report.job.state, 'done');
        assert.deepEqual(report.job.warnings, warnings);
        const told = events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
        assert.deepEqual(told, warnings);
      }
  });

  it('says what kind of data a splitter found nothing in', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'butcher-nothing-'));
    try {
      await writeFile(join(folder, 'full'), 'x');
      await writeFile(join(folder, 'empty'), '');
      const { counts } = summed(noTotals());
      const said = async (path: string) =>
        (await nothingToShow({ counts, dataset: { path, name: 'the data' }, resultFiles: 1 })).join();
      assert.match(
        await said(join(folder, 'full')),
        /nothing to yield in the data, which is a file: .*os\.walk/,
      );
      assert.match(await said(join(folder, 'empty')), /nothing to yield in the data, which is empty$/);
      assert.match(await said(folder), /nothing to yield in the data$/);
      assert.match(await said(join(folder, 'gone')), /nothing to yield in the data$/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('names the first files of results, and counts them all', async () => {
    const { report } = await runFakeJob({
      program: {
        split: one,
        finish: async ({ resultsFolder }) => {
          for (let n = 10; n < 25; n += 1) await writeFile(join(resultsFolder, `${n}`), Buffer.alloc(n));
        },
      },
    });
    const first = Array.from({ length: 10 }, (_, n) => ({ path: `${n + 10}`, bytes: n + 10 }));
    assert.deepEqual(report.job.files, { first, count: 15, bytes: (15 * (10 + 24)) / 2 });
  });
});
