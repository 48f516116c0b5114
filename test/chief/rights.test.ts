import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { FakeFailure } from '../helpers/fake-script.ts';
import { sampleProgram } from '../helpers/sample-program.ts';
import { codeOf, granted, ServedChief, upload } from '../helpers/served-chief.ts';

const failing = {
  ...sampleProgram('x', 3),
  process: (fragment: Buffer, print: (text: string) => void) => {
    print(`saw ${fragment}\n`);
    if (fragment.toString().endsWith('2')) throw new FakeFailure({ message: 'it is two' });
    return fragment;
  },
};

describe('rights in a chief', () => {
  let served: ServedChief;
  let job: string;
  let digest: string;
  let dataset: string;

  before(async () => {
    served = await ServedChief.start({ programs: { sample: failing, broken: failing } });
    const ann = await served.account('ann');
    const added = granted(
      await served.chief.addDataset(ann, { ...upload('1 2 3'), name: 'd.txt', folder: false }),
    );
    dataset = added.dataset.id;
    digest = await served.upload(ann);
    const options = { onError: 'skip' };
    const submission = { package: digest, dataset, name: 'sample', options };
    job = granted(await served.chief.submit(ann, submission)).job.id;
    assert.equal((await served.ended(ann, job)).state, 'done');
  });
  after(() => served.end());

  it('lets its account and an admin see everything of a job', async () => {
    for (const name of ['ann', 'root']) {
      const { chief } = served;
      const account = await served.account(name);
      const view = granted(await chief.job(account, job));
      assert.equal(view.dataset, 'd.txt');
      assert.deepEqual(view.counts, {
        fragments: 3,
        results: 2,
        merged: 2,
        failed: 1,
        skipped: 1,
        retried: 0,
      });
      const { items } = granted(await chief.fragments(account, job, { limit: 10 }));
      assert.deepEqual(
        items.map(({ fragment, state, failure }) => [fragment, state, failure.bundle]),
        [[2, 'skipped', `${job}:2`]],
      );
      assert.deepEqual(
        granted(await chief.fragments(account, job, { limit: 10, state: 'failed' })).items,
        [],
      );
      assert.deepEqual(granted(await chief.fragments(account, job, { limit: 10, after: 2 })).items, []);
      const files = await unpacked(granted(await chief.bundle(account, job, 2)));
      assert.equal(files.fragment?.toString(), 'x 2');
      assert.ok(!files['bundle.json']?.includes(served.home.path));
      assert.ok(granted(await chief.logs(account, job)).bytes > 0);
      assert.equal(granted(await chief.results(account, job)).name, 'sample.tar');
      assert.equal((await chief.packages(account, { limit: 9 })).items.length, 1);
      assert.equal((await chief.datasets(account, { limit: 9 })).items.length, 1);
      assert.equal((await chief.jobs(account, { limit: 9 })).items.length, 1);
      granted(await chief.package(account, digest));
      granted(await chief.dataset(account, dataset));
    }
  });

  it('hides it all from another account, as if it were not there', async () => {
    const { chief } = served;
    const bob = await served.account('bob');
    const { signal } = new AbortController();
    const answers = {
      job: await chief.job(bob, job),
      cancel: await chief.cancel(bob, job),
      resume: await chief.resume(bob, job),
      delete: await chief.deleteJob(bob, job),
      events: await chief.events(bob, job, null, signal),
      logs: await chief.logs(bob, job),
      fragments: await chief.fragments(bob, job, { limit: 9 }),
      bundle: await chief.bundle(bob, job, 2),
      results: await chief.results(bob, job),
      package: await chief.package(bob, digest),
      deletePackage: await chief.deletePackage(bob, digest),
      dataset: await chief.dataset(bob, dataset),
      deleteDataset: await chief.deleteDataset(bob, dataset),
    };
    for (const [name, answer] of Object.entries(answers)) assert.equal(codeOf(answer), 'not-found', name);
    for (const page of [
      await chief.jobs(bob, { limit: 9 }),
      await chief.packages(bob, { limit: 9 }),
      await chief.datasets(bob, { limit: 9 }),
    ])
      assert.deepEqual(page.items, []);
    assert.equal(codeOf(await chief.submit(bob, { package: digest })), 'no-package');
    const own = await served.upload(bob, 'his');
    assert.equal(codeOf(await chief.submit(bob, { package: own, dataset })), 'no-dataset');
    assert.equal(granted(await chief.job(await served.account('ann'), job)).state, 'done');
  });

  it('gives an admin’s account no others’ things where it acts with an author’s token', async () => {
    const { chief } = served;
    const root = await served.account('root');
    const author = { ...root, admin: false };
    const own = await served.upload(root, 'of root');
    assert.equal(codeOf(await chief.submit(author, { package: own, dataset })), 'no-dataset');
    assert.equal(codeOf(await chief.submit(author, { package: digest })), 'no-package');
    const rerun = granted(await chief.rerun(root, job, { name: 'failing', dataset: null })).job.id;
    await served.ended(root, rerun);
    assert.equal(codeOf(await chief.rerun(author, rerun, {})), 'no-package');
    assert.equal(codeOf(await chief.rerun(author, rerun, { package: own, dataset })), 'no-dataset');
    const again = { package: own, name: 'broken', options: {} };
    const broken = granted(await chief.submit(author, again)).job.id;
    assert.equal((await served.ended(author, broken)).state, 'failed');
    assert.equal(codeOf(await chief.resume(author, broken, { package: digest })), 'no-package');
  });

  it('answers ids that somebody made up as things that are not there', async () => {
    const { chief } = served;
    const root = await served.account('root');
    for (const id of ['', '..', '../../etc', 'x'.repeat(5000), '\0', '__proto__']) {
      assert.equal(codeOf(await chief.job(root, id)), 'not-found');
      assert.equal(codeOf(await chief.results(root, id)), 'not-found');
      assert.equal(codeOf(await chief.deleteJob(root, id)), 'not-found');
      assert.equal(codeOf(await chief.package(root, id)), 'not-found');
      assert.equal(codeOf(await chief.deletePackage(root, id)), 'not-found');
      assert.equal(codeOf(await chief.deleteDataset(root, id)), 'not-found');
    }
    for (const fragment of [0, 1, -1, 1.5, Number.NaN])
      assert.equal(codeOf(await chief.bundle(root, job, fragment)), 'not-found');
  });
});

async function unpacked(tar: NodeJS.ReadableStream): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  const reader = extract();
  tar.pipe(reader);
  for await (const entry of reader) files[entry.header.name] = await buffer(entry);
  return files;
}
