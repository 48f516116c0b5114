import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { validatePackage } from '../../src/checks/validate-package.ts';
import type { Account } from '../../src/store/accounts.ts';
import { ChiefHome } from '../helpers/chief-home.ts';
import type { FakeProgram } from '../helpers/fake-script.ts';
import { Hold } from '../helpers/hold.ts';
import { sampleProgram } from '../helpers/sample-program.ts';
import { codeOf, granted, ServedChief, tarOf } from '../helpers/served-chief.ts';

const fragments = 30;
const splitter = "def splitter(path):\n    yield b'x'\n";
const merger = 'def merger(fragment, job_name):\n    open("all", "ab").write(fragment)\n';

/** A package that stands for a program: its files say what of that changes. */
const files = (change: Readonly<Record<string, string>> = {}) => ({
  'Split.py': splitter,
  'Processor.py': 'def Processor(fragment):\n    return fragment\n',
  'Merge.py': `${merger}`,
  ...change,
});
const mendedMerger = { 'Merge.py': `${merger}# mended\n` };

describe('a job of a chief that goes on with mended code', () => {
  let home: ChiefHome;
  let served: ServedChief;
  let ann: Account;
  let processed: number;
  /** What the job's containers run; the chief knows only of its files. */
  let program: FakeProgram;
  const finishing = sampleProgram('sample', fragments);
  const counting: FakeProgram = {
    ...finishing,
    process(fragment, print) {
      processed += 1;
      return finishing.process!(fragment, print);
    },
  };
  const typo: FakeProgram = {
    ...counting,
    finish() {
      throw new Error('a typo');
    },
  };

  const start = (settings = {}) =>
    ServedChief.start({
      home,
      settings,
      programs: {
        get sample() {
          return program;
        },
      },
      checker: { validate: (path, options) => validatePackage(path, options) },
    });
  beforeEach(async () => {
    processed = 0;
    program = typo;
    home = await ChiefHome.make();
    served = await start();
    ann = await served.account('ann');
  });
  afterEach(async () => {
    await served.end();
    await home.remove();
  });

  async function send(account: Account, content = files()): Promise<string> {
    const body = tarOf(content);
    const sent = granted(
      await served.chief.addPackage(account, { body, expectedBytes: null, fileName: 'sample.tar' }),
    );
    return sent.package.digest;
  }

  /** A job that failed at its very end. */
  async function failed(content = files(), options = {}): Promise<string> {
    const digest = await send(ann, content);
    const { job } = granted(await served.chief.submit(ann, { package: digest, name: 'sample', options }));
    assert.equal((await served.ended(ann, job.id)).failure?.stage, 'finish');
    return job.id;
  }

  const mend = (id: string, digest: string, keepResults?: boolean) =>
    served.chief.resume(ann, id, {
      package: digest,
      ...(keepResults === undefined ? {} : { keepResults }),
    });

  it('merges what it has kept anew, and is a job of the mended package', async () => {
    const id = await failed(files(), { fragmentDigests: true });
    program = counting;
    const digest = await send(ann, files(mendedMerger));
    const { job } = granted(await mend(id, digest));
    assert.deepEqual([job.state, job.package], ['queued', digest]);
    const done = await served.ended(ann, id);
    assert.equal(done.state, 'done', JSON.stringify(done.failure));
    assert.equal(done.package, digest);
    assert.equal(processed, fragments);
    assert.match((await served.tar(ann, id)).toString('latin1'), /1 elpmas\n2 elpmas\n/);
    const digests = granted(await served.chief.fragmentDigests(ann, id));
    assert.equal((await readFile(digests.path, 'utf8')).trimEnd().split('\n').length, fragments);
  });

  it('processes everything again where the processor has changed, unless it is told otherwise', async () => {
    const processor = 'def Processor(fragment):\n    return fragment[::-1]\n';
    const digest = await send(ann, files({ 'Processor.py': processor }));
    for (const [keepResults, times, said] of [
      [false, 2 * fragments, /every fragment is processed again/],
      [true, fragments, /30 results of the processor as it was before were kept/],
    ] as const) {
      program = typo;
      processed = 0;
      const id = await failed();
      program = counting;
      granted(await mend(id, digest, keepResults));
      const done = await served.ended(ann, id);
      assert.equal(done.state, 'done', JSON.stringify(done.failure));
      assert.equal(processed, times);
      assert.match(done.warnings.join(), said);
    }
  });

  it('takes no package of another account, and no job of one', async () => {
    const id = await failed();
    const bob = await served.account('bob');
    const bobs = await send(bob, files(mendedMerger));
    const before = granted(await served.chief.job(ann, id));
    assert.equal(codeOf(await mend(id, bobs)), 'no-package');
    assert.equal(codeOf(await mend(id, `sha256:${'9'.repeat(64)}`)), 'no-package');
    assert.equal(codeOf(await served.chief.resume(bob, id, { package: bobs })), 'not-found');
    const root = (await home.store.accounts.find('root'))!;
    assert.equal(codeOf(await served.chief.resume(root, id, { package: bobs })), 'no-package');
    assert.deepEqual(granted(await served.chief.job(ann, id)), before);
  });

  it('keeps a job as it is whose mended package is refused', async () => {
    const id = await failed();
    const tighter = { 'butcher.json': '{"limits": {"memory": "16EiB"}}' };
    const sent = await served.chief.addPackage(ann, {
      ...{ body: tarOf(files(tighter)), expectedBytes: null, fileName: 'x.tar' },
    });
    assert.ok('kind' in sent && sent.kind === 'refused');
    // Stored by a chief whose rules were others.
    await served.end();
    const lax = await ServedChief.start({ home });
    const bad = granted(
      await lax.chief.addPackage(ann, {
        ...{ body: tarOf(files({ 'Merge.py': 'def merge(:\n' })), expectedBytes: null, fileName: 'x.tar' },
      }),
    );
    await lax.end();
    served = await start();
    const before = granted(await served.chief.job(ann, id));
    const outcome = await mend(id, bad.package.digest);
    assert.ok('kind' in outcome && outcome.kind === 'refused' && outcome.report.errors > 0);
    assert.deepEqual(granted(await served.chief.job(ann, id)), before);
    program = counting;
    granted(await mend(id, await send(ann, files(mendedMerger))));
    assert.equal((await served.ended(ann, id)).state, 'done');
    assert.equal(processed, fragments);
  });

  it('needs nothing of the package that it had, and a purge of either takes the job', async () => {
    const id = await failed();
    const before = granted(await served.chief.job(ann, id)).package!;
    program = typo;
    granted(await mend(id, await send(ann, files(mendedMerger))));
    assert.equal((await served.ended(ann, id)).state, 'failed');
    assert.deepEqual(await served.chief.deletePackage(ann, before), { kind: 'deleted' });
    const { jobs } = await home.store.packages.purge(before, 'ann', 'x', { actor: 'chief', atMs: 1 });
    assert.deepEqual(jobs, [id]);
    assert.equal(codeOf(await served.chief.resume(ann, id)), 'purged');
  });

  it('goes on as what it was last given, whoever dies meanwhile', async () => {
    const id = await failed();
    const digest = await send(ann, files({ 'Processor.py': 'def Processor(fragment):\n    return b"2"\n' }));
    const hold = new Hold();
    program = { ...counting, process: hold.process };
    granted(await mend(id, digest));
    await hold.begun(1);
    await served.end();
    assert.equal((await home.store.jobs.find(id, null))?.state, 'interrupted');
    program = counting;
    served = await start();
    hold.release();
    const done = await served.ended(ann, id);
    assert.equal(done.state, 'done', JSON.stringify(done.failure));
    assert.equal(done.package, digest);
    assert.ok(processed >= 2 * fragments - 1);
  });

  it('has new limits where the manifest that it had was what tightened them', async () => {
    const id = await failed(files({ 'butcher.json': '{"limits": {"mergeSeconds": 5, "splitSeconds": 7}}' }), {
      limits: { splitSeconds: 6 },
    });
    const { limits } = granted(await served.chief.job(ann, id)).options;
    assert.deepEqual([limits.mergeSeconds, limits.splitSeconds], [5, 6]);
    program = counting;
    const digest = await send(
      ann,
      files({ ...mendedMerger, 'butcher.json': '{"limits": {"mergeSeconds": 9, "splitSeconds": 8}}' }),
    );
    const { job } = granted(await mend(id, digest));
    assert.deepEqual([job.options.limits.mergeSeconds, job.options.limits.splitSeconds], [9, 6]);
    assert.equal((await served.ended(ann, id)).state, 'done');
    assert.equal(processed, fragments, 'no code of this package may open its manifest');
  });

  it('keeps the parameters that it began with, and goes on with no package that does not take them', async () => {
    const declared = (properties: object) => ({ 'butcher.json': JSON.stringify({ params: { properties } }) });
    const width = { type: 'integer', default: 3 };
    const id = await failed(files(declared({ width })), { params: { width: 7 } });
    program = counting;
    const before = granted(await served.chief.job(ann, id));
    for (const [properties, said] of [
      [{ widht: width }, /no parameter "width"\. Did you mean widht\?/],
      [{ width: { ...width, maximum: 5 } }, /The parameter width is 7; expected a whole number, at most 5\./],
    ] as const) {
      const outcome = await mend(id, await send(ann, files({ ...mendedMerger, ...declared(properties) })));
      assert.ok('code' in outcome && outcome.code === 'bad-options', JSON.stringify(outcome));
      assert.match(outcome.message, said);
      assert.deepEqual(granted(await served.chief.job(ann, id)), before);
    }
    const more = { height: { type: 'integer', default: 2 }, width: { ...width, default: 4 } };
    const mended = files({ ...mendedMerger, ...declared(more) });
    const { job } = granted(await mend(id, await send(ann, mended), true));
    assert.deepEqual(job.params, { width: 7, height: 2 });
    assert.equal((await served.ended(ann, id)).state, 'done');
    assert.equal(processed, fragments);
  });

  it('goes on as one of two who ask at once wants, and the other is told so', async () => {
    const id = await failed();
    program = counting;
    const digests = [
      await send(ann, files(mendedMerger)),
      await send(ann, files({ 'Merge.py': `${merger}# mended otherwise\n` })),
    ];
    const outcomes = await Promise.all(digests.map((digest) => mend(id, digest)));
    const taken = outcomes.flatMap((outcome) => ('job' in outcome ? [outcome.job.package] : []));
    assert.deepEqual(
      outcomes.map(codeOf).filter((code) => typeof code === 'string'),
      ['wrong-state'],
    );
    assert.equal(taken.length, 1);
    assert.equal((await served.ended(ann, id)).package, taken[0]);
  });

  it('goes on with nothing that waits, runs or is done', async () => {
    program = counting;
    const digest = await send(ann);
    const { job } = granted(await served.chief.submit(ann, { package: digest, name: 'sample' }));
    await served.ended(ann, job.id);
    assert.equal(codeOf(await mend(job.id, await send(ann, files(mendedMerger)))), 'wrong-state');
  });

  it('is the same again with the package that it has already', async () => {
    const id = await failed();
    program = counting;
    granted(await mend(id, granted(await served.chief.job(ann, id)).package!, true));
    assert.equal((await served.ended(ann, id)).state, 'done');
    assert.equal((await home.store.jobs.find(id, null))?.mended, null);
  });
});
