import assert from 'node:assert/strict';
import { Hold } from '../helpers/hold.ts';
import { sampleProgram } from '../helpers/sample-program.ts';
import { codeOf, granted, ServedChief } from '../helpers/served-chief.ts';

describe('a chief that is drained', () => {
  it('ends what runs, begins nothing, takes nothing, says why, and goes on afterwards', async () => {
    const hold = new Hold();
    const programs = {
      held: { ...sampleProgram('x', 2), process: hold.process },
      done: sampleProgram('x', 2),
    };
    const served = await ServedChief.start({ programs, settings: { runningJobs: 1 } });
    try {
      const { chief } = served;
      const ann = await served.account('ann');
      const root = (await served.home.store.accounts.find('root'))!;
      const running = await served.submit(ann, 'held');
      await hold.begun(1);
      const waiting = await served.submit(ann, 'done');
      assert.equal((await chief.drain(root, 'upgrade at noon')).running, 1);
      const refused = await chief.submit(ann, { package: running.package! });
      assert.equal(codeOf(refused), 'draining');
      assert.match(refused.kind === 'problem' ? refused.message : '', /upgrade at noon/);
      assert.deepEqual(await chief.ready(), {
        ready: false,
        reason: 'The chief takes nothing new now: upgrade at noon.',
        help: 'Try again when the operator is done; what runs goes on, and what waits is begun then.',
      });
      const { waitsFor } = granted(await chief.job(ann, waiting.id));
      assert.match(waitsFor ?? '', /^the chief to take jobs again/);
      hold.release();
      assert.equal((await served.ended(ann, running.id)).state, 'done');
      assert.equal(granted(await chief.job(ann, waiting.id)).state, 'queued');
      for (const blank of ['', '   ', ' \u200b\u3164']) {
        const { draining } = await chief.drain(root, blank);
        assert.equal(draining?.reason, 'its operator works on it', JSON.stringify(blank));
      }
      assert.equal((await chief.drain(root, null)).draining, null);
      assert.equal((await served.ended(ann, waiting.id)).state, 'done');
      const rows = (await served.home.store.audit.list(null, { limit: 2 })).items;
      assert.deepEqual(
        rows.map(({ action }) => action),
        ['chief-undrained', 'chief-drained'],
      );
    } finally {
      hold.release();
      await served.end();
    }
  });
});
