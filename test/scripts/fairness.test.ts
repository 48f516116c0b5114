import assert from 'node:assert/strict';
import type { Submitted } from '../../scripts/fairness/account-load.ts';
import { missingLines, missingRows } from '../../scripts/fairness/missing-lines.ts';
import { dueOf, SharesOverTime } from '../../scripts/fairness/shares-over-time.ts';

const claim = (account: string, wanted: number, weight = 1, has = 0) => ({ account, wanted, weight, has });

describe('what npm run fairness measures', () => {
  it('is what all are due by weight, and the rest of those who want less', () => {
    const due = (...claims: readonly ReturnType<typeof claim>[]) => Object.fromEntries(dueOf(claims, 8));
    assert.deepEqual(due(claim('a', 9), claim('b', 9), claim('c', 9, 2)), { a: 2, b: 2, c: 4 });
    assert.deepEqual(due(claim('a', 1), claim('b', 9), claim('c', 9)), { a: 1, b: 3.5, c: 3.5 });
    assert.deepEqual(due(claim('a', 1), claim('b', 2), claim('c', 0)), { a: 1, b: 2 });
    assert.deepEqual(due(), {});
  });

  it('adds up over time', () => {
    const shares = new SharesOverTime();
    shares.add([claim('a', 9, 1, 6), claim('b', 9, 1, 2)], 8, 10);
    shares.add([claim('a', 9, 1, 2), claim('b', 9, 1, 6)], 8, 5);
    assert.equal(shares.ratio('a'), 70 / 60);
    assert.equal(shares.ratio('b'), 50 / 60);
    assert.equal(shares.offered, 120);
    assert.ok(Number.isNaN(shares.ratio('c')));
  });

  it('finds what log and audit trail lack', () => {
    const job: Submitted = {
      ...{ account: 'a', size: 'small', createdAtMs: 1, startedAtMs: 2, state: 'done' },
      ...{ deleted: true, cancelledBy: null },
    };
    const lines = [
      { msg: 'a job was accepted', job: 'x' },
      { msg: 'a job was started', job: 'x' },
      { msg: 'a job has ended', job: 'x', state: 'done' },
      { msg: 'a job was deleted', subject: 'x' },
    ];
    const log = (of: readonly object[]) => of.map((line) => `${JSON.stringify(line)}\n`).join('');
    const jobs = new Map([['x', { ...job }]]);
    assert.deepEqual(missingLines(log(lines), jobs), []);
    for (const left of lines.keys())
      assert.equal(missingLines(log(lines.filter((_, at) => at !== left)), jobs).length, 1);
    assert.equal(missingLines(log(lines), new Map([['x', { ...job, state: 'failed' }]])).length, 1);
    const rows = [{ action: 'job-cancelled', subject: 'x', account: 'a' }];
    assert.deepEqual(missingRows(rows, ['job-cancelled x']), []);
    assert.deepEqual(missingRows(rows, ['account-stopped a']), ['the audit trail lacks “account-stopped a”']);
  });
});
