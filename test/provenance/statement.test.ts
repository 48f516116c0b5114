import assert from 'node:assert/strict';
import type { JobSummary } from '../../src/model/job-report.ts';
import { unknownCpu, unknownPeaks } from '../../src/model/job-report.ts';
import { statementOf } from '../../src/provenance/statement.ts';
import { plainOptions } from '../helpers/job-options.ts';

const job: JobSummary = {
  ...{ id: 'k7qmabcdefgh', name: 'words', state: 'done', package: null, dataset: null },
  counts: { fragments: 9, results: 9, merged: 9, failed: 0, skipped: 0, retried: 1 },
  bytes: { in: 10, out: 20 },
  seconds: { preparing: 0, running: 1, packing: 0 },
  ...{ peakMemory: unknownPeaks, workers: 3, engine: 'stub', distributions: [], warnings: [], failure: null },
};

describe('a statement', () => {
  it('has the tries of all runs by machine, the chief’s own first', () => {
    const { predicate } = statementOf({
      ...{ job, options: plainOptions, startedAtMs: 1, finishedAtMs: 2, results: 'sha256:ab' },
      ...{ package: {}, data: null, fragmentDigests: null, resumed: true, version: '1', keyId: 'ab' },
      machine: { system: 'linux x64' },
      work: {
        machines: [
          { node: 'south', attempts: 4 },
          { node: 'north', attempts: 6 },
        ],
        ...{ fromEarlierProcessor: 0, cpuSeconds: unknownCpu, peakMemory: unknownPeaks },
      },
    });
    const { attempts, machines } = predicate.runDetails.butcher_work;
    assert.equal(attempts, 10);
    assert.deepEqual(machines, [
      { system: 'linux x64', attempts: 0 },
      { name: 'north', attempts: 6 },
      { name: 'south', attempts: 4 },
    ]);
  });
});
