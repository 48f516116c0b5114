import assert from 'node:assert/strict';
import { doneText, leftOutLines } from '../../../src/cli/display/outcome-text.ts';
import { plainStyle } from '../../../src/cli/display/style.ts';
import { type JobReport, unknownPeaks } from '../../../src/model/job-report.ts';
import type { ResultFiles } from '../../../src/model/result-files.ts';

function reportWith(more: Partial<JobReport['job']>): JobReport {
  return {
    type: 'report',
    job: {
      ...{ id: 'a1', name: 'words', state: 'done', package: null, dataset: null, workers: 2, engine: 'fake' },
      counts: { fragments: 1, results: 1, merged: 1, failed: 0, skipped: 0, retried: 0 },
      ...{ bytes: { in: 1, out: 1 }, seconds: { preparing: 1, running: 1, packing: 0 } },
      ...{ peakMemory: unknownPeaks, distributions: [], warnings: [], failure: null },
      ...more,
    },
    results: '/here/words.tar',
  };
}

function linesOf(files: ResultFiles): readonly string[] {
  return doneText(reportWith({ files }), '/here', plainStyle).trimEnd().split('\n').slice(1);
}

describe('the text of a job that is done', () => {
  it('names the first fragments that were left out, on a line each, made inert', () => {
    const counts = { fragments: 99, results: 87, merged: 87, failed: 12, skipped: 12, retried: 0 };
    const user = { code: 'user-error', file: 'Processor.py', line: 3 } as const;
    const leftOut = [
      { ...user, fragment: 7, message: `no\x1b[2J\n${'x'.repeat(300)}`, begins: "b'7\\n'" },
      { code: 'crashed', file: null, line: null, fragment: 9, message: 'it died', begins: null } as const,
    ];
    assert.deepEqual(leftOutLines({ leftOut, counts }), [
      'left out',
      `  fragment 7: user-error at Processor.py:3  no\\x1b[2J\\n${'x'.repeat(113)}…  b'7\\n'`,
      '  fragment 9: crashed  it died',
      '  and 10 more',
    ]);
    assert.deepEqual(leftOutLines({ counts }), []);
  });

  it('says on how many machines the workers were, and what was lost with which', () => {
    const machines = [
      { name: null, workers: 1, lost: 0 },
      { name: 'h2\x1b[2J', workers: 3, lost: 2 },
      ...Array.from({ length: 12 }, (_, index) => ({ name: `m${index}`, workers: 1, lost: 0 })),
    ];
    const [first, second] = doneText(reportWith({ machines }), '/here', plainStyle).split('\n');
    assert.match(first!, /2 workers on 14 machines, 2 lost with theirs/);
    assert.match(
      second!,
      /^machines {2}the chief’s own 1 worker, h2\\x1b\[2J 3 workers \(2 lost\), m0 1 worker,/,
    );
    assert.match(second!, /m7 1 worker, and 4 more$/);
    assert.doesNotMatch(doneText(reportWith({}), '/here', plainStyle), /machine/);
  });

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
