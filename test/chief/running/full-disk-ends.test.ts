import assert from 'node:assert/strict';
import { access, mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiskSpace } from '../../../src/chief/space/disk-space.ts';
import { type JobContext, runJob } from '../../../src/jobs/run-job.ts';
import { failure } from '../../../src/model/failures.ts';
import type { JobReport } from '../../../src/model/job-report.ts';
import type { JobRequest } from '../../../src/model/job-request.ts';
import { DiskFullError } from '../../../src/store/disk-full-error.ts';
import { tarMembers } from '../../helpers/compare-tars.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { sampleProgram } from '../../helpers/sample-program.ts';
import { granted, plenty, ServedChief } from '../../helpers/served-chief.ts';

const MiB = 1024 ** 2;
const sample = sampleProgram('sample', 1);

describe('the end of a job on a full disk', function () {
  this.timeout(30_000);
  let disk: DiskSpace;
  let read: () => number;
  let passing: ReturnType<typeof setInterval>;
  /** No time passes until it is stored what becomes of the job. */
  let standsStill: boolean;
  let served: ServedChief;
  /** What the job does the first time, the second, and so on; then it runs as any does. */
  let runs: ((request: JobRequest, context: JobContext) => Promise<JobReport>)[];
  const free = (mebibytes: number) => {
    disk = { ...plenty, totalBytes: 500 * MiB, freeBytes: mebibytes * MiB };
    read = () => disk.freeBytes;
  };
  beforeEach(() => {
    free(400);
    runs = [];
  });
  afterEach(() => {
    clearInterval(passing);
    return served.end();
  });
  const start = async () => {
    const clock = new FakeClock();
    standsStill = false;
    passing = setInterval(() => standsStill || clock.advance(250), 10);
    served = await ServedChief.start({
      clock,
      programs: { sample },
      disk: () => ({ ...disk, freeBytes: read() }),
      runJob: (request, context) => (runs.shift() ?? runJob)(request, context),
    });
    const { jobs } = served.home.store;
    const move = jobs.move.bind(jobs);
    jobs.move = async (...told) => {
      if (told[2] === 'interrupted' || told[2] === 'failed') standsStill = false;
      return move(...told);
    };
    return served.account('ann');
  };
  const until = async (isSo: () => Promise<boolean> | boolean) => {
    while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const notReady = async () => !(await served.chief.ready()).ready;
  const shortForAMoment = async () => {
    free(0);
    await until(notReady);
    free(400);
    await until(async () => !(await notReady()));
    standsStill = true;
  };
  const aborted = (signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  const metFullDisk = async (request: JobRequest, context: JobContext): Promise<JobReport> => {
    const report = await runJob(request, { ...context, emit: () => {} });
    const cause = failure('disk-limit', 'merge', 'There is no space left.');
    return { ...report, results: null, job: { ...report.job, state: 'failed', failure: cause } };
  };

  /** Does something between the judgement that a job is to wait and its being stored. */
  const beforeWaiting = (work: () => Promise<void>) => {
    const { jobs } = served.home.store;
    const move = jobs.move.bind(jobs);
    jobs.move = async (...told) => {
      if (told[2] === 'interrupted') {
        jobs.move = move;
        await work();
      }
      return move(...told);
    };
  };

  it('starts a job again that became the biggest writer once it was to wait', async () => {
    const ann = await start();
    beforeWaiting(async () => {
      standsStill = false;
      free(10);
      await until(notReady);
      free(400);
    });
    runs.push(async (request, context) => {
      await shortForAMoment();
      const report = await metFullDisk(request, context);
      context.space!.used(60 * MiB);
      return report;
    });
    const { id } = await served.submit(ann, 'sample');
    assert.equal((await served.ended(ann, id)).state, 'done');
  });

  it('cancels a job that is to wait', async () => {
    const ann = await start();
    const wishes: ReturnType<typeof served.chief.cancel>[] = [];
    runs.push(async (request, context) => {
      await shortForAMoment();
      beforeWaiting(async () => {
        wishes.push(served.chief.cancel(ann, request.id));
        // It has asked the store by then.
        await served.chief.job(ann, request.id);
      });
      return metFullDisk(request, context);
    });
    const { id } = await served.submit(ann, 'sample');
    assert.equal((await served.ended(ann, id)).state, 'cancelled');
    assert.equal(granted(await wishes[0]!).job.state, 'cancelled');
  });

  it('leaves the results of a job alone that was done when it was chosen', async () => {
    const ann = await start();
    runs.push(async (request, context) => {
      const report = await runJob(request, context);
      context.space!.used(60 * MiB);
      free(10);
      await aborted(context.signal);
      return report;
    });
    const { id } = await served.submit(ann, 'sample');
    const ended = await served.ended(ann, id);
    assert.equal(ended.state, 'done');
    const members = await tarMembers(await served.tar(ann, id));
    assert.equal(`${members.get('lines')?.bytes}`, '1 elpmas\n');
  });

  it('ends a job that fills the disk time and again with no other beside it', async () => {
    const ann = await start();
    let times = 0;
    const filling = async (request: JobRequest, context: JobContext) => {
      times += 1;
      await shortForAMoment();
      return metFullDisk(request, context);
    };
    runs.push(...Array.from({ length: 20 }, () => filling));
    const { id } = await served.submit(ann, 'sample');
    const ended = await served.ended(ann, id);
    assert.deepEqual([ended.state, ended.failure?.code, times], ['failed', 'disk-limit', 3]);
    assert.match(ended.failure!.message, /full each of the 3 times that this job ran/);
    assert.equal((await served.home.store.accounts.find('ann'))?.strikes, 0);
  });

  it('ends a waiting job whose kept files are what keeps the disk short', async () => {
    const ann = await start();
    runs.push(async (request, context) => {
      const report = await metFullDisk(request, context);
      await mkdir(request.folder, { recursive: true });
      await writeFile(join(request.folder, 'results.cache'), Buffer.alloc(60 * MiB));
      free(10);
      // Too little was free before anybody knew that this job has taken it.
      context.space!.used(0);
      return report;
    });
    const { id } = await served.submit(ann, 'sample');
    const ended = await served.ended(ann, id);
    assert.deepEqual([ended.state, ended.failure?.code], ['failed', 'disk-limit']);
    await assert.rejects(access(join(served.home.path, 'jobs', id, 'results.cache')), { code: 'ENOENT' });
  });

  it('gives up what ended jobs keep for going on, the biggest first, and no more than is needed', async () => {
    const ann = await start();
    const keeps = (mebibytes: number) => async (request: JobRequest, context: JobContext) => {
      const report = await runJob(request, { ...context, emit: () => {} });
      await writeFile(join(request.folder, 'results.cache'), Buffer.alloc(mebibytes * MiB));
      const cause = failure('user-error', 'finish', 'name is not defined');
      return { ...report, results: null, job: { ...report.job, state: 'failed' as const, failure: cause } };
    };
    runs.push(keeps(20), keeps(60));
    const digest = await served.upload(ann);
    const ids: string[] = [];
    for (const _ of [20, 60]) {
      const { id } = await served.submit(ann, 'sample');
      assert.equal((await served.ended(ann, id)).state, 'failed');
      ids.push(id);
    }
    const kept = (id: string) =>
      stat(join(served.home.path, 'jobs', id, 'results.cache')).then(
        ({ size }) => size,
        () => 0,
      );
    const used = async () => (await kept(ids[0]!)) + (await kept(ids[1]!));
    assert.equal(await used(), 80 * MiB);
    let usedNow = 80 * MiB;
    read = () => 120 * MiB - usedNow;
    const watch = setInterval(async () => {
      usedNow = await used();
    }, 5);
    try {
      await until(notReady);
      const { job } = granted(await served.chief.submit(ann, { package: digest, name: 'sample' }));
      assert.equal((await served.ended(ann, job.id)).state, 'done');
    } finally {
      clearInterval(watch);
    }
    assert.deepEqual([await kept(ids[0]!), await kept(ids[1]!)], [20 * MiB, 0]);
    const told = await Promise.all(
      ids.map(async (id) => granted(await served.chief.job(ann, id)).warnings.join()),
    );
    assert.match(told[1]!, /kept for going on was removed.*begins anew/);
    assert.doesNotMatch(told[0]!, /removed/);
    const { cacheBytes } = await served.chief.usage('ann');
    assert(cacheBytes >= 20 * MiB && cacheBytes < 21 * MiB, `${cacheBytes}`);
    const resumed = granted(await served.chief.resume(ann, ids[1]!));
    assert.equal((await served.ended(ann, resumed.job.id)).state, 'done');
  });

  it('records the end with the ballast where nothing else is free', async () => {
    const ann = await start();
    const ballast = join(served.home.path, 'ballast');
    const isThere = () =>
      access(ballast).then(
        () => true,
        () => false,
      );
    await until(isThere);
    const { jobs } = served.home.store;
    const move = jobs.move.bind(jobs);
    jobs.move = async (...told) => {
      if (told[2] === 'done' && (await isThere())) throw new DiskFullError('full');
      return move(...told);
    };
    const { id } = await served.submit(ann, 'sample');
    assert.equal((await served.ended(ann, id)).state, 'done');
  });

  it('keeps no chief from stopping that cannot record it', async () => {
    const ann = await start();
    const { jobs } = served.home.store;
    let tries = 0;
    const move = jobs.move.bind(jobs);
    jobs.move = async (...told) => {
      if (told[2] !== 'done') return move(...told);
      tries += 1;
      throw new DiskFullError('full');
    };
    const { id } = await served.submit(ann, 'sample');
    await until(() => tries > 0);
    await served.chief.stop();
    jobs.move = move;
    assert.equal((await jobs.find(id, null))?.state, 'packing');
  });
});
