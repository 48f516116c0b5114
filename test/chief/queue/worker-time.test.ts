import assert from 'node:assert/strict';
import { nextJob } from '../../../src/chief/queue/next-job.ts';
import { usualStanding } from '../../../src/chief/queue/shares.ts';
import { WorkerTime } from '../../../src/chief/queue/worker-time.ts';

describe('WorkerTime', () => {
  it('counts what an account’s workers had, over its weight', () => {
    const time = new WorkerTime();
    time.keep(new Set(['ann', 'bob']));
    const running = [
      { account: 'ann', workers: 3 },
      { account: 'bob', workers: 4, standing: { ...usualStanding, weight: 2 } },
    ];
    time.charge(running, 1000);
    assert.equal(time.of('ann'), 0, 'since when is not known yet');
    time.charge(running, 3000);
    assert.deepEqual([time.of('ann'), time.of('bob')], [6000, 4000]);
    time.charge(running, 2000);
    assert.equal(time.of('ann'), 6000, 'a clock that was set back takes nothing away');
  });

  it('gives who comes no more than those here have, and who comes again no more than it had', () => {
    const time = new WorkerTime();
    time.keep(new Set(['ann', 'bob']));
    time.charge([], 0);
    time.charge([{ account: 'ann', workers: 1 }], 5000);
    time.charge([{ account: 'bob', workers: 1 }], 6000);
    time.keep(new Set(['ann', 'bob', 'cleo']));
    assert.equal(time.of('cleo'), 1000);
    time.keep(new Set(['bob', 'cleo']));
    time.keep(new Set(['ann', 'bob', 'cleo']));
    assert.equal(time.of('ann'), 5000, 'to leave and to come again gains nothing');
    time.keep(new Set());
    time.keep(new Set(['ann', 'bob']));
    assert.deepEqual(
      [time.of('ann'), time.of('bob')],
      [0, 0],
      'when nobody wanted anything, nothing is owed',
    );
  });

  it('has nobody wait for ever for the others, however much it had', () => {
    const time = new WorkerTime();
    time.keep(new Set(['ann', 'bob']));
    time.charge([], 0);
    time.charge([{ account: 'ann', workers: 100 }], 86_400_000);
    time.keep(new Set(['ann', 'bob']));
    assert.deepEqual([time.of('ann'), time.of('bob')], [30 * 60_000, 0]);
  });

  it('has accounts with short and with long jobs, and weights, get their parts where places are few', () => {
    const lengths = [1, 1, 1, 20, 20, 20];
    const weights = [1, 1, 2, 1, 1, 2];
    const had = play(lengths, weights, 2, 6000);
    const due = weights.map((weight) => (2 * 6000 * weight) / 8);
    for (const [index, seconds] of had.entries())
      assert.ok(
        Math.abs(seconds / due[index]! - 1) < 0.1,
        `account ${index} had ${seconds} of ${due[index]} seconds: ${had}`,
      );
  });
});

/** Worker seconds of accounts that always have a job waiting, of that length each, where so many run at once. */
function play(
  lengths: readonly number[],
  weights: readonly number[],
  places: number,
  seconds: number,
): number[] {
  const time = new WorkerTime();
  const had = lengths.map(() => 0);
  const bounds = { running: places, reserved: 0, aloneBytes: 1e9, memoryBytes: 1000 };
  const standingOf = (index: number) => ({ ...usualStanding, weight: weights[index]! });
  let sequence = 0;
  const job = (index: number) => {
    sequence += 1;
    const own = { account: String(index), sequence, memoryBytes: 1, workers: 1, standing: standingOf(index) };
    return { ...own, index, id: String(sequence), endsAt: 0 };
  };
  const waiting = lengths.map((_, index) => job(index));
  let running: ReturnType<typeof job>[] = [];
  for (let now = 0; now < seconds; now += 1) {
    time.charge(running, now * 1000);
    running = running.filter(({ endsAt }) => endsAt > now);
    time.keep(new Set([...waiting, ...running].map(({ account }) => account)));
    for (;;) {
      const order = waiting.toSorted((a, b) => a.sequence - b.sequence);
      const next = nextJob(order, running, bounds, (account) => time.of(account));
      if (next === null) break;
      waiting[waiting.indexOf(next)] = job(next.index);
      running.push({ ...next, endsAt: now + lengths[next.index]! });
    }
    for (const { index } of running) had[index] = had[index]! + 1;
  }
  return had;
}
