import assert from 'node:assert/strict';
import { systemClock } from '../../../src/model/clock.ts';
import { Hold } from '../../helpers/hold.ts';
import { sampleProgram } from '../../helpers/sample-program.ts';
import { ServedChief } from '../../helpers/served-chief.ts';

describe('a place that comes free', () => {
  /** Whether ann has it, whose other job had one for a minute, or cleo, who came before that minute or after it. */
  const next = async (cleoComes: 'before' | 'after') => {
    let aheadMs = 0;
    // It stands still, so that accounts have had exactly as much as each other.
    const beganMs = systemClock.now();
    const clock = {
      now: () => beganMs + aheadMs,
      after: (ms: number, call: () => void) => systemClock.after(ms, call),
      wallTimeMs: () => systemClock.wallTimeMs() + aheadMs,
    };
    const names = ['ann1', 'bob1', 'ann2', 'cleo1'] as const;
    const holds = new Map(names.map((name) => [name, new Hold()]));
    const held = (name: (typeof names)[number]) => holds.get(name)!;
    const programs = Object.fromEntries(
      names.map((name) => [name, { ...sampleProgram(name, 1), process: held(name).process }]),
    );
    const served = await ServedChief.start({ programs, clock, settings: { runningJobs: 1, slots: 2 } });
    try {
      const jobs = new Map<string, string>();
      for (const name of names) {
        if (name === 'cleo1' && cleoComes === 'after') aheadMs = 60_000;
        const account = await served.account(name.slice(0, -1));
        jobs.set(name, (await served.submit(account, name)).id);
        // There are two places, of which each has one.
        if (name === 'ann1' || name === 'bob1') await held(name).begun(1);
      }
      aheadMs = 60_000;
      held('ann1').release();
      const begun = (name: 'ann2' | 'cleo1') =>
        held(name)
          .begun(1)
          .then(() => name);
      const first = await Promise.race([begun('ann2'), begun('cleo1')]);
      for (const name of names) held(name).release();
      for (const name of names)
        assert.equal(
          (await served.ended(await served.account(name.slice(0, -1)), jobs.get(name)!)).state,
          'done',
        );
      return first;
    } finally {
      for (const name of names) held(name).release();
      await served.end();
    }
  };

  it('is given to an account that waited all the time and had nothing, before one that had it', async () => {
    assert.equal(await next('before'), 'cleo1');
  });

  it('is given to whom it is due, not to an account that came just now and had nothing before', async () => {
    assert.equal(await next('after'), 'ann2');
  });
});
