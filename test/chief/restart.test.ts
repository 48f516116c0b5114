import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { jobFolder } from '../../src/home/job-folders.ts';
import { FailureError, failure } from '../../src/model/failures.ts';
import { overlayPlace, overlayRuntime } from '../../src/runtime/overlay.ts';
import { ChiefHome } from '../helpers/chief-home.ts';
import { FakeRuntime } from '../helpers/fake-runtime.ts';
import { Hold } from '../helpers/hold.ts';
import { journalled } from '../helpers/journalled.ts';
import { runFakeJob } from '../helpers/run-fake-job.ts';
import { sampleProgram } from '../helpers/sample-program.ts';
import { codeOf, granted, packageUpload, ServedChief } from '../helpers/served-chief.ts';

describe('a chief that is started again', () => {
  let home: ChiefHome;
  beforeEach(async () => {
    home = await ChiefHome.make();
  });
  /** Waits until the store says that a job runs. */
  const running = async (id: string) => {
    while ((await home.store.jobs.find(id, null))?.state !== 'running') await delay(5);
  };
  afterEach(() => home.remove());

  it('goes on with what it stopped, and with what waited', async () => {
    const held = new Hold();
    const sample = sampleProgram('sample', 5);
    const first = await ServedChief.start({
      home,
      programs: { sample: { ...sample, process: held.process } },
      settings: { runningJobs: 1 },
    });
    const ann = await first.account('ann');
    const running = await first.submit(ann, 'sample');
    const waiting = await first.submit(ann, 'sample');
    await held.begun(1);
    const told = first.follow(ann, running.id);
    await first.end();
    assert.match((await told).at(-1)!.json, /interrupted/);
    assert.equal(first.runtime.alive, 0);
    assert.equal((await home.store.jobs.find(running.id, null))?.state, 'interrupted');
    assert.equal((await home.store.jobs.find(waiting.id, null))?.state, 'queued');
    assert.equal(codeOf(await first.chief.submit(ann, { package: running.package! })), 'stopping');
    assert.equal(codeOf(await first.chief.addPackage(ann, packageUpload())), 'stopping');
    assert.equal(codeOf(await first.chief.cancel(ann, waiting.id)), 'stopping');

    const second = await ServedChief.start({ home, programs: { sample } });
    try {
      const expected = (await runFakeJob({ program: sample })).tar;
      for (const { id } of [running, waiting]) {
        const ended = await second.ended(ann, id);
        assert.equal(ended.state, 'done', JSON.stringify(ended.failure));
        assert.deepEqual(await second.tar(ann, id), expected);
      }
    } finally {
      await second.end();
    }
  });

  it('has a job wait whose containers do not fit into less memory than before, and others pass it', async () => {
    const [held, second] = [new Hold(), new Hold()];
    const sample = sampleProgram('sample', 2);
    const GiB = 1024 ** 3;
    const first = await ServedChief.start({
      home,
      programs: { large: { ...sample, process: held.process } },
    });
    const ann = await first.account('ann');
    const large = await first.submit(ann, 'large', { limits: { memory: '2GiB' } });
    await held.begun(1);
    await first.end();
    const programs = { large: sample, small: { ...sample, process: second.process } };
    const less = await ServedChief.start({ home, programs, settings: { memoryBytes: 4 * GiB, warmJobs: 0 } });
    try {
      const small = await less.submit(ann, 'small', { workers: 1 });
      await second.begun(1);
      const { memory, running, queue } = await less.chief.status(await less.account('root'));
      assert.deepEqual([memory.totalBytes, memory.claimedBytes, running.length], [4 * GiB, 1.5 * GiB, 1]);
      assert.ok(less.logged.some((line) => line.startsWith('a job waits that takes more')));
      assert.match(queue[0]?.waitsFor ?? '', /take 6\.0 GiB of 4\.0 GiB \(serve\.memoryBytes\)$/);
      second.release();
      assert.equal((await less.ended(ann, small.id)).state, 'done');
      assert.equal((await less.chief.status(ann)).running.length, 0, 'nor alone');
    } finally {
      second.release();
      await less.end();
    }
    const again = await ServedChief.start({ home, programs });
    try {
      assert.equal((await again.ended(ann, large.id)).state, 'done');
    } finally {
      await again.end();
    }
  });

  it('goes on where a chief that died was, and processes nothing again that was kept', async () => {
    const sample = sampleProgram('sample', 6);
    const hold = new Hold();
    const dead = await ServedChief.start({
      home,
      programs: {
        sample: {
          ...sample,
          process: (fragment) =>
            /[456]$/.test(fragment.toString()) ? hold.process(fragment) : sample.process!(fragment, () => {}),
        },
      },
    });
    const ann = await dead.account('ann');
    const { id } = await dead.submit(ann, 'sample', { workers: 2 });
    await hold.begun(1);
    await journalled(jobFolder(home.path, id), 3);
    const processed: string[] = [];
    const program = {
      ...sample,
      process: (fragment: Buffer) => {
        processed.push(fragment.toString());
        return sample.process!(fragment, () => {});
      },
    };
    const next = await ServedChief.start({ home, programs: { sample: program } });
    try {
      const ended = await next.ended(ann, id);
      assert.equal(ended.state, 'done', JSON.stringify(ended.failure));
      assert.deepEqual(await next.tar(ann, id), (await runFakeJob({ program: sample })).tar);
      assert.deepEqual(processed.toSorted(), ['sample 4', 'sample 5', 'sample 6']);
    } finally {
      hold.release();
      await dead.end();
      await next.end();
    }
  });

  it('begins a job anew that cannot go on, having been accepted', async () => {
    const sample = sampleProgram('sample', 3);
    for (const options of [{}, { resume: false }]) {
      const held = new Hold();
      const first = await ServedChief.start({
        home,
        programs: { sample: { ...sample, process: held.process } },
      });
      const ann = await first.account('ann');
      const { id } = await first.submit(ann, 'sample', options);
      await held.begun(1);
      await first.end();
      const second = await ServedChief.start({
        home,
        programs: { sample },
        runtime: (fake) => overlayRuntime(fake, { prepareImage: async () => 'another image' }),
      });
      try {
        const ended = await second.ended(ann, id);
        assert.equal(ended.state, 'done', JSON.stringify(ended.failure));
        assert.deepEqual(await second.tar(ann, id), (await runFakeJob({ program: sample })).tar);
      } finally {
        await second.end();
      }
    }
  });

  it('begins a job anew only when nothing of the refused attempt is left', async () => {
    const sample = sampleProgram('sample', 3);
    const held = new Hold();
    const first = await ServedChief.start({
      home,
      programs: { sample: { ...sample, process: held.process } },
    });
    const ann = await first.account('ann');
    const { id } = await first.submit(ann, 'sample');
    await held.begun(1);
    await first.end();
    const steps: string[] = [];
    const second = await ServedChief.start({
      home,
      programs: { sample },
      runtime: (fake) =>
        overlayRuntime(fake, {
          prepareImage: async () => 'another image',
          openJob: async (spec) => {
            steps.push('open');
            const job = await fake.openJob(spec);
            return overlayPlace(job, {
              close: async () => {
                // As an engine, which takes its time to remove containers.
                await delay(500);
                await job.close();
                steps.push('closed');
              },
            });
          },
        }),
    });
    try {
      assert.equal((await second.ended(ann, id)).state, 'done');
    } finally {
      await second.end();
    }
    assert.deepEqual(steps, ['open', 'closed', 'open', 'closed']);
  });

  it('removes folders that no job is left of, and nothing of butcher run', async () => {
    const [orphan, run] = [join(home.path, 'jobs', 'orphan'), join(home.path, 'jobs', 'ofrun')];
    for (const folder of [orphan, run]) await mkdir(folder, { recursive: true });
    await writeFile(join(run, 'job.json'), '{"version":99}');
    const served = await ServedChief.start({ home });
    await served.end();
    assert.deepEqual(
      (await home.entries()).filter((name) => name.startsWith('jobs')),
      ['jobs', 'jobs/ofrun', 'jobs/ofrun/job.json'],
    );
  });

  it('is not ready, and says why, where limits would not hold', async () => {
    const refusal = { message: 'It cannot bound memory.', help: 'Give it control groups.' };
    const served = await ServedChief.start({ home, runtime: () => new FakeRuntime({ engine: { refusal } }) });
    try {
      const reason = 'It cannot bound memory. Give it control groups.';
      assert.deepEqual(await served.chief.ready(), { ready: false, reason });
      assert.ok(served.logged.some((line) => line.includes(reason)));
    } finally {
      await served.end();
    }
  });

  it('lets jobs wait for an engine that does not answer', async () => {
    const sample = sampleProgram('sample', 2);
    const gone = new FailureError(failure('engine-unavailable', 'preparing', 'no engine answers'));
    let answers = false;
    const served = await ServedChief.start({
      home,
      programs: { sample },
      runtime: (fake) =>
        overlayRuntime(fake, {
          describe: () => (answers ? fake.describe() : Promise.reject(gone)),
          prepareImage: () => fake.prepareImage(),
        }),
    });
    try {
      const ann = await served.account('ann');
      assert.equal((await served.chief.ready()).ready, false);
      const { id } = await served.submit(ann, 'sample');
      const events = granted(await served.chief.events(ann, id, null, new AbortController().signal));
      assert.ok(!('kind' in events));
      for await (const { json } of events) {
        if (json.includes('"interrupted"')) answers = true;
        assert.ok(!json.includes('"type":"failure"'), json);
      }
      assert.equal(granted(await served.chief.job(ann, id)).state, 'done');
    } finally {
      await served.end();
    }
  });

  it('does not start a job again during which three chiefs died, and says so in the log', async () => {
    const held = new Hold();
    const programs = { killer: { ...sampleProgram('sample', 2), process: held.process } };
    const chiefs = [await ServedChief.start({ home, programs })];
    try {
      const ann = await chiefs[0]!.account('ann');
      const { id } = await chiefs[0]!.submit(ann, 'killer');
      for (const lives of [1, 2]) {
        await running(id);
        chiefs.push(await ServedChief.start({ home, programs }));
        assert.equal((await home.store.jobs.find(id, null))?.chiefDeaths, lives);
      }
      await running(id);
      const last = await ServedChief.start({ home, programs });
      chiefs.push(last);
      const { state, failure: cause } = granted(await last.chief.job(ann, id));
      assert.deepEqual([state, cause?.code], ['failed', 'internal']);
      assert.match(cause!.message, /ended 3 times while this job ran/);
      assert.ok(last.logged.some((line) => line.includes(id) && line.includes('not started again')));
    } finally {
      held.release();
      for (const chief of chiefs.toReversed()) await chief.end();
    }
  });

  it('tries jobs last that may have ended a chief, one at a time, and forgives those that go on', async () => {
    const sample = sampleProgram('sample', 4);
    const [held, trying] = [new Hold(), new Hold()];
    const holding = { ...sample, process: held.process };
    const first = await ServedChief.start({
      home,
      programs: { one: holding, two: holding, calm: sample },
      settings: { runningJobs: 2 },
    });
    const ann = await first.account('ann');
    const jobs = [];
    for (const name of ['one', 'two', 'calm']) jobs.push(await first.submit(ann, name));
    await held.begun(2);
    // The first chief, which is not really dead, has nothing more to store.
    for (const { id } of jobs.slice(0, 2)) await running(id);
    const begun: string[] = [];
    const noting = (name: string, process: typeof trying.process) => ({
      ...sample,
      process: (fragment: Buffer) => {
        if (!begun.includes(name)) begun.push(name);
        return process(fragment);
      },
    });
    const second = await ServedChief.start({
      home,
      programs: {
        one: noting('one', trying.process),
        two: noting('two', trying.process),
        calm: noting('calm', (fragment) => fragment as never),
      },
    });
    try {
      await second.ended(ann, jobs[2]!.id);
      await trying.begun(1);
      const started = (id: string) =>
        second.logged.findIndex((line) => line.includes(id) && line.startsWith('a job was started'));
      const [one, , calm] = jobs.map(({ id }) => started(id));
      assert.ok(calm !== -1 && calm! < one!, second.logged.join(''));
      // They may run side by side then, so that either may come to its first fragment before the other.
      assert.deepEqual(begun.toSorted(), ['calm', 'one']);
      assert.equal((await home.store.jobs.find(jobs[1]!.id, null))?.state, 'interrupted');
      trying.release();
      for (const { id } of jobs) assert.equal((await second.ended(ann, id)).state, 'done');
      assert.equal(begun.at(-1), 'two');
    } finally {
      held.release();
      trying.release();
      await second.end();
      await first.end();
    }
  });
});
