import assert from 'node:assert/strict';
import { doneText } from '../../../src/cli/display/outcome-text.ts';
import { plainStyle } from '../../../src/cli/display/style.ts';
import { type JobReport, unknownPeaks } from '../../../src/model/job-report.ts';
import type { ResultFiles } from '../../../src/model/result-files.ts';

function linesOf(files: ResultFiles): readonly string[] {
  const report: JobReport = {
    type: 'report',
    job: {
      ...{ id: 'a1', name: 'words', state: 'done', package: null, dataset: null, workers: 2, engine: 'fake' },
      counts: { fragments: 1, results: 1, merged: 1, failed: 0, skipped: 0, retried: 0 },
      ...{ bytes: { in: 1, out: 1 }, seconds: { preparing: 1, running: 1, packing: 0 } },
      ...{ peakMemory: unknownPeaks, distributions: [], warnings: [], failure: null },
      files,
    },
    results: '/here/words.tar',
  };
  return doneText(report, '/here', plainStyle).trimEnd().split('\n').slice(1);
}

describe('the text of a job that is done', () => {
  it('lists the files of the results with their sizes, made inert', () => {
    const first = [
      { path: 'counts.csv', bytes: 2048 },
      { path: 'odd\x1b[2J', bytes: 1 },
    ];
    assert.deepEqual(linesOf({ first, count: 2, bytes: 2049 }), [
      'results  words.tar',
      '  counts.csv  2.0 KiB',
      '  odd\\x1b[2J  1 byte',
    ]);
  });

  it('counts those that are not named, and says nothing of none', () => {
    const first = [{ path: 'a', bytes: 0 }];
    assert.deepEqual(linesOf({ first, count: 1201, bytes: 5 * 1024 * 1024 }), [
      'results  words.tar',
      '  a  0 bytes',
      '  and 1,200 more, 5.0 MiB in all',
    ]);
    assert.deepEqual(linesOf({ first: [], count: 0, bytes: 0 }), ['results  words.tar']);
  });
});
