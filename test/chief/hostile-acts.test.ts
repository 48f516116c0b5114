import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultPolicy } from '../../src/model/policy.ts';
import { ChiefHome } from '../helpers/chief-home.ts';
import { FakeFailure, type FakeInterference, type FakeProgram } from '../helpers/fake-script.ts';
import { Hold } from '../helpers/hold.ts';
import { sampleProgram } from '../helpers/sample-program.ts';
import { codeOf, granted, packageUpload, ServedChief, tarOf } from '../helpers/served-chief.ts';

/** Workers of jobs forge a frame; splitters and mergers do not. */
const forging: FakeInterference = ({ role, step }) =>
  role === 'worker' && step === 'results'
    ? { act: 'say', bytes: Buffer.from('{"type":"bye"}\n') }
    : undefined;
const sample = sampleProgram('sample', 1);
/** Its processor meets the limit on processes. */
const bombing: FakeProgram = {
  ...sample,
  process: () => {
    throw new FakeFailure({ code: 'process-limit', limit: 'pids' });
  },
};

describe('hostile acts in a chief', () => {
  it('end the job, purge the package, count a strike and with the third block the account', async () => {
    const served = await ServedChief.start({ programs: { sample }, interfere: forging });
    const { chief, home } = served;
    try {
      const [ann, bob] = [await served.account('ann'), await served.account('bob')];
      for (const [index, text] of ['one', 'two', 'three'].entries()) {
        const digest = await served.upload(ann, text);
        const { job } = granted(await chief.submit(ann, { package: digest, name: 'sample' }));
        const report = (await served.follow(ann, job.id)).at(-1)!;
        assert.match(report.json, /"code":"protocol"/);
        await until(async () => (await home.store.accounts.find('ann'))!.strikes === index + 1);
        await until(async () => (await home.store.jobs.find(job.id, null))!.purgedAtMs !== null);
        assert.equal(codeOf(await chief.package(ann, digest)), 'not-found');
        assert.equal(granted(await chief.job(ann, job.id)).state, 'failed');
        assert.equal(codeOf(await chief.resume(ann, job.id)), index === 2 ? 'account-blocked' : 'purged');
      }
      await until(async () => chief.metrics.totals.strikes === 3);
      await until(async () => (await readdir(join(home.path, 'jobs'))).length === 0);
      for (const outcome of [
        await chief.addPackage(ann, packageUpload()),
        await chief.submit(ann, { package: 'sha256:0' }),
        await chief.addDataset(ann, { ...packageUpload(), name: 'd', folder: false }),
      ])
        assert.equal(codeOf(outcome), 'account-blocked');
      await served.upload(bob);
    } finally {
      await served.end();
    }
  });

  it('touch nothing of another account that has the same package', async () => {
    const hold = new Hold();
    const served = await ServedChief.start({
      programs: { evil: bombing, good: sample, held: { ...sample, process: hold.process } },
    });
    const { chief, home } = served;
    try {
      const [ann, bob] = [await served.account('ann'), await served.account('bob')];
      const digest = await served.upload(bob);
      const bobs = [await served.submit(bob, 'good')];
      await served.ended(bob, bobs[0]!.id);
      bobs.push(await served.submit(bob, 'held'));
      await hold.begun(1);
      const before = await home.store.accounts.usage('bob');
      const { id } = await served.submit(ann, 'evil');
      await served.ended(ann, id);
      await until(async () => (await home.store.jobs.find(id, null))!.purgedAtMs !== null);
      assert.deepEqual(await home.store.accounts.usage('bob'), before);
      hold.release();
      for (const job of bobs) assert.equal((await served.ended(bob, job.id)).state, 'done');
      for (const job of bobs) assert.equal('path' in (await chief.results(bob, job.id)), true);
      assert.equal(granted(await chief.package(bob, digest)).owner, 'bob');
      assert.equal(codeOf(await chief.package(ann, digest)), 'not-found');
      assert.equal(
        granted(await chief.addPackage(ann, packageUpload())).kind,
        'added',
        'others’ are not told',
      );
    } finally {
      hold.release();
      await served.end();
    }
  });

  it('are none where the submitter has lowered the limit that was met', async () => {
    const served = await ServedChief.start({ programs: { bombing } });
    try {
      const ann = await served.account('ann');
      const { id } = await served.submit(ann, 'bombing', { limits: { pids: 32 } });
      assert.equal((await served.ended(ann, id)).failure?.code, 'process-limit');
      await served.chief.stop();
      assert.equal((await served.home.store.accounts.find('ann'))!.strikes, 0);
      assert.equal((await served.home.store.jobs.find(id, null))!.purgedAtMs, null);
    } finally {
      await served.end();
    }
  });

  it('are judged, once, by the next chief where this one dies before it could', async () => {
    const home = await ChiefHome.make();
    const { incidents } = home.store;
    const first = await ServedChief.start({ programs: { sample }, interfere: forging, home });
    try {
      const ann = await first.account('ann');
      const digest = await first.upload(ann, 'one');
      const record = incidents.record.bind(incidents);
      incidents.record = () => Promise.reject(new Error('the chief dies here'));
      const { job } = granted(await first.chief.submit(ann, { package: digest, name: 'sample' }));
      await first.ended(ann, job.id);
      await first.end();
      assert.equal((await home.store.accounts.find('ann'))!.strikes, 0);
      // It may also die after the strike and before it has noted that: then all is said again.
      incidents.record = async (...told) => {
        await record(...told);
        throw new Error('the chief dies here');
      };
      await (await ServedChief.start({ programs: { sample }, home })).end();
      incidents.record = record;
      for (let start = 0; start < 2; start += 1) {
        const next = await ServedChief.start({ programs: { sample }, home });
        assert.equal(codeOf(await next.chief.package(ann, digest)), 'not-found');
        assert.notEqual((await home.store.jobs.find(job.id, null))!.purgedAtMs, null);
        await next.end();
      }
      assert.equal((await home.store.accounts.find('ann'))!.strikes, 1);
    } finally {
      await first.end();
      await home.remove();
    }
  });

  it('count nothing against an admin', async () => {
    const served = await ServedChief.start({ programs: { sample }, interfere: forging });
    try {
      const root = await served.account('root');
      const { id } = await served.submit(root, 'sample');
      assert.equal((await served.ended(root, id)).state, 'failed');
      await served.chief.stop();
      assert.equal((await served.home.store.accounts.find('root'))!.strikes, 0);
    } finally {
      await served.end();
    }
  });

  it('are noted once where the policy says so, and end the job where it makes them strikes', async () => {
    for (const verdict of ['note', 'strike'] as const) {
      const hold = new Hold();
      const served = await ServedChief.start({
        programs: { sample: { ...sample, process: hold.process } },
        settings: { policy: { ...defaultPolicy, network: verdict } },
        runJob: async (request, context) => {
          const { runJob } = await import('../../src/jobs/run-job.ts');
          const running = runJob(request, context);
          for (let n = 0; n < 3; n += 1)
            context.onViolation?.({
              role: 'worker',
              kind: 'network',
              event: 'socket.connect',
              detail: String(n),
            });
          if (verdict === 'note') hold.release();
          return running;
        },
      });
      try {
        const ann = await served.account('ann');
        const { id } = await served.submit(ann, 'sample');
        const ended = await served.ended(ann, id);
        await served.chief.stop();
        const rows = (await served.home.store.audit.list('ann', { limit: 20 })).items;
        const seen = rows.filter(({ action }) => action === 'incident-noted' || action === 'strike');
        assert.deepEqual(
          seen.map(({ action }) => action),
          [verdict === 'note' ? 'incident-noted' : 'strike'],
        );
        assert.equal(ended.state, verdict === 'note' ? 'done' : 'cancelled');
      } finally {
        hold.release();
        await served.end();
      }
    }
  });

  it('begin with evil archives, which are refused', async () => {
    const served = await ServedChief.start();
    try {
      const ann = await served.account('ann');
      const outcome = await served.chief.addPackage(ann, {
        body: tarOf({ '../../evil.py': 'x' }),
        expectedBytes: null,
        fileName: 'evil.tar',
      });
      assert.equal(outcome.kind, 'refused');
      assert.equal((await served.home.store.accounts.find('ann'))!.strikes, 1);
      assert.deepEqual(await readdir(join(served.home.path, 'incoming')), []);
    } finally {
      await served.end();
    }
  });

  it('leave the jobs of a blocked account waiting until it is unblocked', async () => {
    const hold = new Hold();
    const served = await ServedChief.start({
      programs: { held: { ...sample, process: hold.process }, sample },
      settings: { runningJobs: 1 },
    });
    try {
      const { store } = served.home;
      const [ann, bob] = [await served.account('ann'), await served.account('bob')];
      const first = await served.submit(ann, 'held');
      const second = await served.submit(ann, 'sample');
      await hold.begun(1);
      await store.accounts.block('ann', 'because', { actor: 'operator', atMs: 2 });
      hold.release();
      await served.ended(ann, first.id);
      await served.ended(bob, (await served.submit(bob, 'sample')).id);
      assert.equal((await store.jobs.find(second.id, null))?.state, 'queued');
      await store.accounts.unblock('ann', { actor: 'operator', atMs: 3 });
      assert.equal((await served.ended(ann, second.id)).state, 'done');
    } finally {
      hold.release();
      await served.end();
    }
  });
});

/** Looks until it is so; the test's own timeout bounds it. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}
