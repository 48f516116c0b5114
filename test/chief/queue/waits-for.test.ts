import assert from 'node:assert/strict';
import { type Waiter, type Waiting, waitsFor } from '../../../src/chief/queue/waits-for.ts';

const bounds = { running: 1, reserved: 1, memoryBytes: 100, aloneBytes: 500 };
const job: Waiter = { account: 'ada', memoryBytes: 50, notBeforeMs: 0, chiefDeaths: 0 };
const now: Waiting = { hold: null, barred: new Set(), nowMs: 5, running: [], bounds };
const runs = (account: string, memoryBytes = 10) => ({
  ...{ id: account, account, sequence: 1, memoryBytes, workers: 1, workerBytes: 1 },
});

describe('waitsFor', () => {
  it('names what a job waits for, the first of what keeps it from being begun', () => {
    const cases: readonly (readonly [Partial<Waiter>, number, Partial<Waiting>, RegExp])[] = [
      [{}, 1, {}, /^its containers/],
      [{}, 2, {}, /one job is before it/],
      [{}, 7, {}, /6 jobs are before it/],
      [{}, 7, { hold: 'disk', barred: new Set(['ada']) }, /^room on the disk/],
      [{}, 1, { hold: 'engine' }, /^the container engine/],
      [{}, 3, { barred: new Set(['ada']) }, /^its account/],
      [{ notBeforeMs: 6 }, 1, {}, /^its next try/],
      [{ chiefDeaths: 1 }, 1, {}, /^others to be begun first/],
      [{}, 1, { running: [runs('ada')] }, /^a running job to end/],
      [{}, 1, { running: [runs('ben')] }, /^its containers/],
      [{}, 1, { running: [runs('ben', 60)] }, /^memory/],
      [{ memoryBytes: 500 }, 1, {}, /^its containers/],
      [{ memoryBytes: 501 }, 3, {}, /take 501 bytes of 500 bytes \(serve\.memoryBytes\)$/],
    ];
    for (const [waiter, position, waiting, expected] of cases)
      assert.match(waitsFor({ ...job, ...waiter }, position, { ...now, ...waiting }), expected);
  });
});
