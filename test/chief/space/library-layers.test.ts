import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiskSpace } from '../../../src/chief/space/disk-space.ts';
import { ChiefHome } from '../../helpers/chief-home.ts';
import { Hold } from '../../helpers/hold.ts';
import { sampleProgram } from '../../helpers/sample-program.ts';
import { granted, plenty, ServedChief } from '../../helpers/served-chief.ts';

const MiB = 1024 ** 2;
const sample = sampleProgram('sample', 1);
const layers = {
  pandas: { digest: 'aa', bytes: 30 * MiB },
  scipy: { digest: 'bb', bytes: 40 * MiB },
  polars: { digest: 'cc', bytes: 50 * MiB },
};

describe('libraries that are installed for packages', function () {
  this.timeout(30_000);
  let served: ServedChief;
  let disk: DiskSpace;
  beforeEach(() => {
    disk = plenty;
  });
  afterEach(() => served.end());
  const start = async (options: Parameters<typeof ServedChief.start>[0] = {}) => {
    served = await ServedChief.start({ programs: { sample }, layers, disk: () => disk, ...options });
    return { ann: await served.account('ann'), bob: await served.account('bob') };
  };
  type Account = Awaited<ReturnType<typeof start>>['ann'];
  const submit = async (account: Account, requirements: string, name = 'sample') => {
    const digest = await served.upload(account, '', requirements);
    return granted(await served.chief.submit(account, { package: digest, name })).job;
  };
  const run = async (account: Account, requirements: string) =>
    served.ended(account, (await submit(account, requirements)).id);
  const used = async (name: string) => (await served.chief.usage(name)).libraryBytes;
  const until = async (isSo: () => Promise<boolean> | boolean) => {
    while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const there = () => served.runtime.layers.map(({ digest }) => digest);

  it('count once for each account that runs with them, as long as its jobs are there', async () => {
    const { ann, bob } = await start();
    const first = await run(ann, 'pandas');
    assert.equal(first.state, 'done');
    const second = await run(ann, 'pandas');
    await run(bob, 'pandas');
    await run(bob, 'scipy');
    assert.deepEqual([await used('ann'), await used('bob')], [30 * MiB, 70 * MiB]);
    assert.equal((await served.chief.metrics.storedBytes()).libraries, 100 * MiB);
    await served.chief.deleteJob(ann, first.id);
    assert.equal(await used('ann'), 30 * MiB);
    await served.chief.deleteJob(ann, second.id);
    assert.deepEqual([await used('ann'), await used('bob')], [0, 70 * MiB]);
  });

  it('refuse a job whose account has no room for them, in words that say so', async () => {
    const { ann } = await start({ settings: { quotaBytes: 35 * MiB } });
    assert.equal((await run(ann, 'pandas')).state, 'done');
    const { state, failure } = await run(ann, 'scipy');
    assert.deepEqual([state, failure?.code], ['failed', 'disk-limit']);
    assert.match(
      failure!.message,
      /libraries of the package take 40 MiB, more than is left of its account's quota/,
    );
    assert.match(failure!.help!, /Delete packages, datasets or jobs/);
    assert.equal(await used('ann'), 30 * MiB);
    assert.equal((await run(ann, 'pandas')).state, 'done', 'what counts already counts no second time');
  });

  it('leave a job no more of the quota than what is left beside them', async () => {
    const merge = async (_: Buffer, { resultsFolder }: { resultsFolder: string }) => {
      await writeFile(join(resultsFolder, 'out'), Buffer.alloc(10 * MiB));
    };
    const { ann } = await start({
      programs: { sample: { ...sample, merge } },
      settings: { quotaBytes: 35 * MiB },
    });
    const { state, failure } = await run(ann, 'pandas');
    assert.deepEqual([state, failure?.code], ['failed', 'disk-limit']);
    assert.match(failure!.message, /than the 5\.0 MiB that were left/);
  });

  it('go where all together are too many, the longest unused first, but none that a job needs', async () => {
    const hold = new Hold();
    const { ann, bob } = await start({
      programs: { sample, held: { ...sample, process: hold.process } },
      settings: { librariesBytes: 60 * MiB },
    });
    const held = await submit(bob, 'pandas', 'held');
    await hold.begun(1);
    await run(ann, 'scipy');
    await until(() => there().join() === 'aa');
    await run(ann, 'polars');
    await until(() => there().join() === 'aa');
    await until(async () => (await used('ann')) === 0);
    assert.equal(await used('bob'), 30 * MiB);
    hold.release();
    await served.ended(bob, held.id);
    await run(ann, 'polars');
    await until(() => there().join() === 'cc');
    await until(async () => (await used('bob')) === 0);
  });

  it('go where the disk is short, before anybody is ended, but none that a waiting job needs', async () => {
    const hold = new Hold();
    const small = (freeMib: number) => ({ ...plenty, totalBytes: 500 * MiB, freeBytes: freeMib * MiB });
    disk = small(400);
    // It has written too little to be ended, and enough for nobody to think that nothing would ever change.
    const merge = async (_: Buffer, { resultsFolder }: { resultsFolder: string }) => {
      await writeFile(join(resultsFolder, 'out'), Buffer.alloc(MiB));
      await hold.process(Buffer.alloc(0));
    };
    const { ann, bob } = await start({ programs: { sample, held: { ...sample, merge } } });
    await run(ann, 'scipy');
    await run(ann, 'pandas');
    const held = await served.submit(bob, 'held');
    await hold.begun(1);
    await until(async () => (await served.chief.usage('bob')).runningBytes >= MiB);
    disk = small(30);
    await until(async () => !(await served.chief.ready()).ready);
    const digest = await served.home.store.packages.list('ann', { limit: 9 });
    const pandas = (await served.home.store.jobs.list({ owner: 'ann', limit: 1 })).items[0]!.package;
    assert.ok(digest.items.some((one) => one.digest === pandas));
    granted(await served.chief.submit(ann, { package: pandas, name: 'sample' }));
    await until(() => there().join() === 'aa');
    assert.equal(granted(await served.chief.job(bob, held.id)).state, 'running');
    await until(async () => (await used('ann')) === 30 * MiB);
    disk = small(400);
    hold.release();
    assert.equal((await served.ended(bob, held.id)).state, 'done');
  });

  it('go at the start of a chief that finds its disk short, and are forgotten where the engine has lost them', async () => {
    const home = await ChiefHome.make();
    try {
      const { ann } = await start({ home });
      await run(ann, 'pandas');
      await run(ann, 'scipy');
      assert.equal(await used('ann'), 70 * MiB);
      await served.end();
      disk = { ...plenty, totalBytes: 500 * MiB, freeBytes: 10 * MiB };
      await start({ home, runtime: (fake) => Object.assign(fake, { layers: [layers.pandas] }) });
      assert.deepEqual([there(), await used('ann')], [[], 0]);
      await served.end();
    } finally {
      await home.remove();
      served = await ServedChief.start({});
    }
  });
});
