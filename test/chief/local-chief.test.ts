import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackageChecker } from '../../src/chief/checking/package-checker.ts';
import { defaultLimits } from '../../src/model/limits.ts';
import { Hold } from '../helpers/hold.ts';
import { runFakeJob } from '../helpers/run-fake-job.ts';
import { sampleProgram } from '../helpers/sample-program.ts';
import { codeOf, fakeChecker, granted, ServedChief } from '../helpers/served-chief.ts';

describe('a chief', () => {
  it('runs twelve jobs of three accounts at once, byte-equal and each to its own', async () => {
    const names = ['ann', 'bob', 'cleo'].flatMap((account) =>
      [1, 2, 3, 4].map((n) => ({ account, job: `${account}-${n}` })),
    );
    const programs = Object.fromEntries(names.map(({ account, job }) => [job, sampleProgram(account, 20)]));
    const expected = new Map<string, Buffer | null>();
    for (const account of ['ann', 'bob', 'cleo'])
      expected.set(account, (await runFakeJob({ program: sampleProgram(account, 20) })).tar);
    const served = await ServedChief.start({ programs });
    try {
      const { chief } = served;
      const submitted = [];
      for (const { account: name, job } of names) {
        const account = await served.account(name);
        submitted.push({ account, id: (await served.submit(account, job)).id });
      }
      for (const { account, id } of submitted) {
        const ended = await served.ended(account, id);
        assert.equal(ended.state, 'done', JSON.stringify(ended.failure));
        assert.deepEqual(await served.tar(account, id), expected.get(account.name));
        assert.deepEqual((await readdir(join(served.home.path, 'jobs', id))).sort(), [
          'log.jsonl',
          'picture.json',
          'provenance.json',
          'results.index',
          'results.json',
          'results.names',
          'results.tar',
        ]);
      }
      const ann = await served.account('ann');
      assert.equal((await chief.jobs(ann, { limit: 50 })).items.length, 4);
      assert.equal(served.runtime.alive, 0);
      assert.equal(chief.metrics.totals.jobsEnded.done, 12);
      assert.equal(chief.metrics.totals.fragments, 12 * 20);
      assert.equal(chief.metrics.slots().shared, 0);
    } finally {
      await served.end();
    }
  });

  it('lets a job have what is left of its account’s quota, and begins none that has nothing left', async () => {
    const KiB = 1024;
    const writing = {
      ...sampleProgram('writing', 1),
      merge: async (_: Buffer, { resultsFolder }: { resultsFolder: string }) => {
        await writeFile(join(resultsFolder, 'out'), Buffer.alloc(300 * KiB));
        await new Promise((resolve) => setTimeout(resolve, 1500));
      },
    };
    const served = await ServedChief.start({ programs: { writing }, settings: { quotaBytes: 200 * KiB } });
    try {
      const ann = await served.account('ann');
      const first = await served.submit(ann, 'writing');
      const ended = await served.ended(ann, first.id);
      assert.deepEqual([ended.state, ended.failure?.code], ['failed', 'disk-limit']);
      assert.match(ended.failure!.message, /left of its account's quota/);
      const { store } = served.home;
      await store.jobs.change(first.id, { bytes: 300 * KiB });
      assert.equal(codeOf(await served.chief.resume(ann, first.id)), 'over-quota');
      const { package: digest } = first;
      assert.equal(codeOf(await served.chief.submit(ann, { package: digest! })), 'over-quota');
      assert.equal((await served.chief.usage('ann')).runningBytes, 0);
    } finally {
      await served.end();
    }
  });

  it('starts a short job of another account behind as many long ones as may run', async () => {
    const held = new Hold();
    const programs = {
      long: { ...sampleProgram('long', 3), process: held.process },
      short: sampleProgram('short', 1),
    };
    const served = await ServedChief.start({ programs, settings: { runningJobs: 2, slots: 4 } });
    try {
      const [ann, bob] = [await served.account('ann'), await served.account('bob')];
      const long = [];
      for (let n = 0; n < 4; n += 1) long.push(await served.submit(ann, 'long'));
      await held.begun(2);
      const short = await served.submit(bob, 'short');
      assert.equal((await served.ended(bob, short.id)).state, 'done');
      const counts = await served.home.store.jobs.counts('ann');
      assert.equal(counts.queued, 2);
      assert.equal(served.chief.metrics.slots().shared, 4);
      held.release();
      for (const { id } of long) assert.equal((await served.ended(ann, id)).state, 'done');
    } finally {
      held.release();
      await served.end();
    }
  });

  it('tells a job from its acceptance to its report, also to who comes later', async () => {
    const served = await ServedChief.start({ programs: { sample: sampleProgram('x', 3) } });
    try {
      const ann = await served.account('ann');
      const { id } = await served.submit(ann, 'sample');
      const events = await served.follow(ann, id);
      const types = events.map(({ json }) => JSON.parse(json) as { type: string; state?: string });
      const states = types.flatMap(({ state }) => state ?? []);
      assert.deepEqual(states, ['queued', 'preparing', 'preparing', 'preparing', 'running', 'packing']);
      assert.equal(types[0]!.type, 'job');
      assert.equal(types.at(-1)!.type, 'report');
      const later = await served.follow(ann, id);
      assert.deepEqual(
        later.map(({ type }) => type),
        ['job', 'state', 'report'],
      );
      assert.deepEqual(await served.follow(ann, id, later.at(-1)!.id), []);
      assert.equal(later.at(-1)!.json, events.at(-1)!.json);
      assert.ok(!events.some(({ json }) => json.includes(served.home.path)));
    } finally {
      await served.end();
    }
  });

  it('tells the owner why an operator has cancelled a job, inertly and in a few words', async () => {
    const held = new Hold();
    const programs = { held: { ...sampleProgram('held', 3), process: held.process } };
    const served = await ServedChief.start({ programs, settings: { runningJobs: 1 } });
    try {
      const { chief } = served;
      const ann = await served.account('ann');
      const operator = { ...ann, name: 'operator', admin: true };
      const running = await served.submit(ann, 'held');
      const waiting = await served.submit(ann, 'held');
      await held.begun(1);
      const reason = `the machine\u202e goes\x1b[2J\ndown ${'x'.repeat(500)}`;
      for (const { id } of [waiting, running]) {
        const { job } = granted(await chief.cancel(operator, id, reason));
        const message = job.failure?.message ?? '';
        assert.match(
          message,
          /^the job was cancelled by an operator: the machine\\u202e goes\\x1b\[2J\\ndown x+$/,
        );
        assert.equal(message.slice('the job was cancelled by an operator: '.length).length, 200);
        assert.equal(granted(await chief.job(ann, id)).failure?.message, message);
      }
      held.release();
      granted(await chief.resume(ann, running.id));
      await served.ended(ann, running.id);
    } finally {
      held.release();
      await served.end();
    }
  });

  it('cancels jobs that wait and jobs that run, resumes and deletes them', async () => {
    const held = new Hold();
    const programs = { held: { ...sampleProgram('held', 3), process: held.process } };
    const served = await ServedChief.start({ programs, settings: { runningJobs: 1 } });
    try {
      const { chief } = served;
      const ann = await served.account('ann');
      const running = await served.submit(ann, 'held');
      const waiting = await served.submit(ann, 'held');
      await held.begun(1);
      assert.equal(codeOf(await chief.deleteJob(ann, running.id)), 'wrong-state');
      assert.equal(codeOf(await chief.deleteJob(ann, waiting.id)), 'wrong-state');
      assert.equal(codeOf(await chief.resume(ann, running.id)), 'wrong-state');
      const told = served.follow(ann, waiting.id);
      assert.equal(granted(await chief.cancel(ann, waiting.id)).job.state, 'cancelled');
      assert.equal((await told).at(-1)!.type, 'report');
      assert.equal(granted(await chief.cancel(ann, running.id)).job.state, 'cancelled');
      assert.equal(served.runtime.alive, 0);
      assert.equal(granted(await chief.cancel(ann, running.id)).job.state, 'cancelled');
      assert.equal(codeOf(await chief.results(ann, running.id)), 'wrong-state');
      held.release();
      for (const { id } of [running, waiting]) {
        assert.equal(granted(await chief.resume(ann, id)).job.state, 'queued');
        const ended = await served.ended(ann, id);
        assert.equal(ended.state, 'done', JSON.stringify(ended.failure));
        assert.deepEqual(
          await served.tar(ann, id),
          (await runFakeJob({ program: sampleProgram('held', 3) })).tar,
        );
      }
      assert.equal(codeOf(await chief.cancel(ann, running.id)), 'wrong-state');
      assert.equal(codeOf(await chief.resume(ann, running.id)), 'wrong-state');
      assert.deepEqual(await chief.deleteJob(ann, running.id), { kind: 'deleted' });
      assert.equal(codeOf(await chief.job(ann, running.id)), 'not-found');
      assert.deepEqual(await readdir(join(served.home.path, 'jobs')), [waiting.id]);
    } finally {
      held.release();
      await served.end();
    }
  });

  it('refuses what is beyond the queue, the quota and the options, and keeps nothing of it', async () => {
    const held = new Hold();
    const programs = { held: { ...sampleProgram('held', 1), process: held.process } };
    const settings = { runningJobs: 1, queuedJobs: 3, queuedJobsPerAccount: 2 };
    const served = await ServedChief.start({ programs, settings });
    try {
      const { chief } = served;
      const [ann, bob] = [await served.account('ann'), await served.account('bob')];
      await served.submit(ann, 'held');
      await held.begun(1);
      await served.submit(ann, 'held');
      await served.submit(ann, 'held');
      const digest = await served.upload(ann);
      const submit = (options: object) => chief.submit(ann, { package: digest, ...options });
      assert.equal(codeOf(await submit({})), 'account-queue-full');
      // One of bob's runs beside ann's, being his only one.
      await served.submit(bob, 'held');
      await held.begun(2);
      await served.submit(bob, 'held');
      const full = await chief.submit(bob, { package: digest });
      assert.equal(codeOf(full), 'queue-full');
      assert.equal(codeOf(await submit({ options: { workers: 0 } })), 'bad-options');
      assert.equal(codeOf(await submit({ name: '../x' })), 'bad-name');
      assert.equal(codeOf(await submit({ package: `sha256:${'1'.repeat(64)}` })), 'no-package');
      assert.equal((await chief.jobs(ann, { limit: 9 })).items.length, 3);
    } finally {
      held.release();
      await served.end();
    }
  });

  it('checks packages as strictly as it is configured to', async () => {
    const seen: unknown[] = [];
    const checker: Pick<PackageChecker, 'validate'> = {
      validate(path, options, account) {
        seen.push([options.helperGenerators, options.remoteWorkers]);
        return fakeChecker.validate(path, options, account);
      },
    };
    const served = await ServedChief.start({
      checker,
      settings: { checks: { helperGenerators: 'warning' } },
      cluster: { ownWorkers: 0 },
    });
    try {
      const ann = await served.account('ann');
      const { id } = await served.submit(ann, 'tight', { limits: { fragments: 5 } });
      await served.follow(ann, id);
      assert.deepEqual(seen, [
        ['warning', true],
        ['warning', true],
      ]);
    } finally {
      await served.end();
    }
  });

  it('tightens limits as asked, and loosens none but memory up to its cap', async () => {
    const served = await ServedChief.start();
    try {
      const ann = await served.account('ann');
      const digest = await served.upload(ann);
      const submit = (limits: object) => served.chief.submit(ann, { package: digest, options: { limits } });
      const { job } = granted(await submit({ memory: '1GiB', fragmentSeconds: '5s' }));
      assert.equal(job.options.limits.memory, 1024 ** 3);
      assert.equal(job.options.limits.fragmentSeconds, 5);
      assert.equal(job.options.limits.pids, defaultLimits.pids);
      for (const limits of [{ memory: '3GiB' }, { fragmentSeconds: 301 }, { pids: true }, { pid: 1 }, []])
        assert.equal(codeOf(await submit(limits)), 'bad-options', JSON.stringify(limits));
    } finally {
      await served.end();
    }
  });
});
