import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nextJob } from '../../../src/chief/queue/next-job.ts';

const bounds = { running: 2, reserved: 2 };
const account = fc.constantFrom('ada', 'ben', 'cleo');
const waitingJobs = fc.array(fc.record({ id: fc.uuid(), account }), { maxLength: 20 });

describe('nextJob', () => {
  it('lets an account with nothing running go first, and then whoever waits longest', () => {
    const waiting = [
      { id: 'a1', account: 'ada' },
      { id: 'a2', account: 'ada' },
      { id: 'b1', account: 'ben' },
    ];
    assert.equal(nextJob(waiting, [], bounds)?.id, 'a1');
    assert.equal(nextJob(waiting.slice(1), ['ada'], bounds)?.id, 'b1');
    assert.equal(nextJob(waiting.slice(1), ['ben'], bounds)?.id, 'a2');
    assert.equal(nextJob([], [], bounds), null);
  });

  it('keeps places for accounts that have nothing running', () => {
    const [mine, theirs] = [
      { id: 'a3', account: 'ada' },
      { id: 'b1', account: 'ben' },
    ];
    assert.equal(nextJob([mine], ['ada', 'ada'], bounds), null);
    assert.equal(nextJob([mine, theirs], ['ada', 'ada'], bounds)?.id, 'b1');
    assert.equal(nextJob([theirs], ['ada', 'ada', 'cleo', 'dora'], bounds), null);
  });

  it('never starts more than its bounds and never leaves a place that a job may have', () => {
    fc.assert(
      fc.property(waitingJobs, fc.array(account, { maxLength: 6 }), (waiting, running) => {
        const next = nextJob(waiting, running, bounds);
        if (next === null) {
          const lone = waiting.some((job) => !running.includes(job.account));
          assert.ok(waiting.length === 0 || running.length >= bounds.running + (lone ? bounds.reserved : 0));
          return;
        }
        assert.ok(running.length < bounds.running + bounds.reserved);
        if (running.length >= bounds.running) assert.ok(!running.includes(next.account));
        const count = (name: string) => running.filter((other) => other === name).length;
        for (const job of waiting) {
          if (job.id === next.id) break;
          assert.ok(count(job.account) > count(next.account), 'an equal that waited longer was passed over');
        }
        for (const job of waiting) assert.ok(count(job.account) >= count(next.account));
      }),
    );
  });
});
