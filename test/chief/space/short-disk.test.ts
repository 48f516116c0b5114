import assert from 'node:assert/strict';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { DiskSpace } from '../../../src/chief/space/disk-space.ts';
import { DiskFullError } from '../../../src/store/disk-full-error.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { FakeFailure } from '../../helpers/fake-script.ts';
import { Hold } from '../../helpers/hold.ts';
import { sampleProgram } from '../../helpers/sample-program.ts';
import { codeOf, granted, packageUpload, plenty, ServedChief, upload } from '../../helpers/served-chief.ts';

const MiB = 1024 ** 2;
const sample = sampleProgram('sample', 1);

describe('a chief whose disk is short', function () {
  this.timeout(30_000);
  let disk: DiskSpace;
  let reads: () => DiskSpace;
  let served: ServedChief;
  let passing: ReturnType<typeof setInterval>;
  let standsStill: boolean;
  const small = (freeMib: number): DiskSpace => ({
    ...plenty,
    totalBytes: 500 * MiB,
    freeBytes: freeMib * MiB,
  });
  beforeEach(() => {
    disk = small(400);
    reads = () => disk;
  });
  afterEach(() => {
    clearInterval(passing);
    return served.end();
  });
  const start = async (options: Parameters<typeof ServedChief.start>[0]) => {
    const clock = new FakeClock();
    standsStill = false;
    passing = setInterval(() => standsStill || clock.advance(100), 10);
    served = await ServedChief.start({ ...options, clock, disk: () => reads() });
    return { chief: served.chief, ann: await served.account('ann'), bob: await served.account('bob') };
  };
  const until = async (isSo: () => Promise<boolean> | boolean) => {
    while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const notReady = async () => !(await served.chief.ready()).ready;
  const bytesBelow = (folder: string): number =>
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, { parentPath, name }) => sum + sizeOf(join(parentPath, name)), 0);
  const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

  it('takes no upload and begins no job, says why, and goes on when there is room', async () => {
    const { chief, ann } = await start({ programs: { sample } });
    const { id: first } = await served.submit(ann, 'sample');
    await served.ended(ann, first);
    disk = small(49);
    await until(notReady);
    const readiness = await chief.ready();
    assert.match(
      readiness.ready ? '' : readiness.reason,
      /49 MiB of the disk .* are free; 50 MiB are to stay free/,
    );
    assert.equal(codeOf(await chief.addPackage(ann, packageUpload('more'))), 'disk-full');
    assert.equal(
      codeOf(await chief.addDataset(ann, { ...upload('x'), name: 'd', folder: false })),
      'disk-full',
    );
    assert.equal((await chief.metrics.disk()).freeBytes, 49 * MiB);
    const { package: digest } = granted(await chief.job(ann, first));
    const { job } = granted(await chief.submit(ann, { package: digest!, name: 'sample' }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(granted(await chief.job(ann, job.id)).state, 'queued');
    assert.equal('path' in (await chief.results(ann, first)), true, 'reading works');
    assert.deepEqual(await chief.deleteJob(ann, first), { kind: 'deleted' });
    disk = small(200);
    assert.equal((await served.ended(ann, job.id)).state, 'done');
  });

  it('lets no uploads together take what jobs need to begin again, and says so before', async () => {
    const { chief, ann, bob } = await start({ programs: { sample } });
    const digest = await served.upload(bob);
    const beforeBytes = bytesBelow(served.home.path);
    reads = () => ({ ...disk, freeBytes: 160 * MiB - (bytesBelow(served.home.path) - beforeBytes) });
    // Nobody looks in between.
    standsStill = true;
    const chunks = Array.from({ length: 20 }, (_, number) => Buffer.alloc(MiB, `${number}`));
    const send = (number: number) => {
      const body = Readable.from([...chunks, Buffer.from(`${number}`)]);
      return chief.addDataset(ann, { body, expectedBytes: null, name: 'd', folder: false });
    };
    granted(await send(0));
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(send));
    standsStill = false;
    assert.ok(answers.map(codeOf).includes('disk-full'), 'some are refused');
    const { freeBytes } = reads();
    assert.ok(freeBytes >= 62.5 * MiB, `${freeBytes} bytes are free`);
    const { job } = granted(await chief.submit(bob, { package: digest, name: 'sample' }));
    assert.equal((await served.ended(bob, job.id)).state, 'done');
    disk = small(60);
    reads = () => disk;
    await until(async () => (await chief.metrics.disk()).freeBytes === 60 * MiB);
    const answer = await chief.addPackage(bob, packageUpload('more'));
    assert.equal(codeOf(answer), 'disk-full');
    assert.match(JSON.stringify(answer), /60 MiB of the disk of this chief are free; uploads leave 63 MiB/);
    assert.equal((await chief.ready()).ready, true, 'jobs go on');
  });

  it('ends the biggest writer, naming the disk, and nobody else', async () => {
    const [greedy, honest] = [new Hold(), new Hold()];
    const writing = (hold: Hold, mebibytes: number) => ({
      ...sample,
      merge: async (_: Buffer, { resultsFolder }: { resultsFolder: string }) => {
        await writeFile(join(resultsFolder, 'out'), Buffer.alloc(mebibytes * MiB));
        await hold.process(Buffer.alloc(0));
      },
    });
    const { ann, bob } = await start({ programs: { big: writing(greedy, 60), small: writing(honest, 1) } });
    const [big, little] = [await served.submit(ann, 'big'), await served.submit(bob, 'small')];
    await Promise.all([greedy.begun(1), honest.begun(1)]);
    await until(async () => (await served.chief.usage('ann')).runningBytes > 50 * MiB);
    disk = small(10);
    const ended = await served.ended(ann, big.id);
    assert.equal(ended.state, 'failed');
    assert.equal(ended.failure?.code, 'disk-limit');
    assert.match(ended.failure.message, /disk of this chief had less than 50 MiB left.*written the most/);
    assert.equal(granted(await served.chief.job(bob, little.id)).state, 'running');
    disk = small(400);
    honest.release();
    assert.equal((await served.ended(bob, little.id)).state, 'done');
    assert.equal((await served.home.store.accounts.find('ann'))?.strikes, 0);
    greedy.release();
  });

  it('ends who fills the disk at once and meets its own end before anybody has looked', async () => {
    let times = 0;
    const filling = {
      ...sample,
      merge: (_: Buffer, { resultsFolder }: { resultsFolder: string }) => {
        times += 1;
        writeFileSync(join(resultsFolder, 'out'), Buffer.alloc(60 * MiB));
        disk = small(0);
        throw new FakeFailure({ code: 'disk-limit', limit: 'resultsBytes' });
      },
    };
    const { ann } = await start({ programs: { filling } });
    const { id } = await served.submit(ann, 'filling');
    const ended = await served.ended(ann, id);
    assert.deepEqual([ended.state, ended.failure?.code, times], ['failed', 'disk-limit', 1]);
    assert.match(ended.failure!.message, /this job had written the most/);
  });

  it('blames nobody who meets its end: the job waits and goes on', async () => {
    let isFull = true;
    const failing = {
      ...sample,
      merge: (
        result: Buffer,
        job: Parameters<NonNullable<typeof sample.merge>>[1],
        print: (text: string) => void,
      ) => {
        if (!isFull) return sample.merge!(result, job, print);
        disk = small(0);
        throw new FakeFailure({ code: 'disk-limit', limit: 'resultsBytes' });
      },
    };
    const { ann } = await start({ programs: { failing } });
    const { id } = await served.submit(ann, 'failing');
    await until(async () => granted(await served.chief.job(ann, id)).state === 'interrupted');
    isFull = false;
    disk = small(400);
    const events = await served.follow(ann, id);
    const told = events.map(({ json }) => json).join('\n');
    assert.equal(granted(await served.chief.job(ann, id)).state, 'done');
    assert.doesNotMatch(told, /"type":"failure"/);
  });

  it('blames nobody of whose end it hears when there is room again', async () => {
    let isFull = true;
    const failing = {
      ...sample,
      merge: async (...told: Parameters<NonNullable<typeof sample.merge>>) => {
        if (!isFull) return sample.merge!(...told);
        isFull = false;
        disk = small(0);
        await until(notReady);
        disk = small(400);
        await until(async () => !(await notReady()));
        standsStill = true;
        throw new FakeFailure({ code: 'disk-limit', limit: 'resultsBytes' });
      },
    };
    const { ann } = await start({ programs: { failing } });
    const { id } = await served.submit(ann, 'failing');
    await until(async () => granted(await served.chief.job(ann, id)).state === 'interrupted');
    standsStill = false;
    assert.equal((await served.ended(ann, id)).state, 'done');
  });

  it('leaves no fragment out for want of space', async () => {
    let isFull = true;
    const failing = {
      ...sample,
      process: (fragment: Buffer) => {
        if (!isFull) return fragment;
        disk = small(0);
        throw new FakeFailure({ code: 'disk-limit', limit: 'scratchBytes' });
      },
    };
    const { ann } = await start({ programs: { failing } });
    const { id } = await served.submit(ann, 'failing', { onError: 'skip' });
    await until(async () => granted(await served.chief.job(ann, id)).state === 'interrupted');
    isFull = false;
    disk = small(400);
    const ended = await served.ended(ann, id);
    assert.deepEqual([ended.state, ended.counts.skipped], ['done', 0]);
  });

  it('lets things be deleted where nothing can be recorded, with its ballast', async () => {
    const { chief, ann } = await start({ programs: { sample } });
    const { id } = await served.submit(ann, 'sample');
    await served.ended(ann, id);
    const ballast = join(served.home.path, 'ballast');
    const isThere = () =>
      access(ballast).then(
        () => true,
        () => false,
      );
    await until(isThere);
    const { jobs } = served.home.store;
    const remove = jobs.remove.bind(jobs);
    jobs.remove = async (...told) => {
      if (await isThere()) throw new DiskFullError('full');
      return remove(...told);
    };
    disk = small(0);
    await until(notReady);
    assert.deepEqual(await chief.deleteJob(ann, id), { kind: 'deleted' });
    assert.equal(codeOf(await chief.job(ann, id)), 'not-found');
    disk = small(400);
    await until(isThere);
  });
});
