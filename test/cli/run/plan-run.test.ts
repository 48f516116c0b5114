import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { planRun, type RunPlan } from '../../../src/cli/run/plan-run.ts';
import type { RunFlags } from '../../../src/cli/run/run-flags.ts';
import { UsageError } from '../../../src/cli/usage-error.ts';
import { readConfig } from '../../../src/config.ts';

const usual: RunFlags = {
  resume: true,
  retries: 2,
  onError: 'fail',
  limit: {},
  param: [],
  runtime: 'docker',
};

describe('planning a run', () => {
  let cwd: string;
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-plan-'));
    await mkdir(join(cwd, 'words'));
    await writeFile(join(cwd, 'words', 'Split.py'), 'def splitter(path):\n    yield b""\n');
    await writeFile(join(cwd, 'data.csv'), 'a,b\n');
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));

  async function planned(flags: Partial<RunFlags> = {}, env: Record<string, string> = {}): Promise<RunPlan> {
    const config = readConfig({ HOME: cwd, ...env }, cwd);
    assert.ok('home' in config);
    const plan = await planRun('words', { ...usual, ...flags }, config, cwd);
    assert.ok(plan.source !== null);
    return plan;
  }
  async function refused(flags: Partial<RunFlags>, words: RegExp): Promise<void> {
    await assert.rejects(planned(flags), (error) => {
      assert.ok(error instanceof UsageError, String(error));
      assert.match(error.message, words);
      return true;
    });
  }
  const manifest = (content: object) =>
    writeFile(join(cwd, 'words', 'butcher.json'), JSON.stringify(content));

  it('takes name and place of the results from the package', async () => {
    const plan = await planned();
    assert.equal(plan.name, 'words');
    assert.deepEqual(plan.out, { path: join(cwd, 'words.tar'), form: 'tar' });
    assert.deepEqual(plan.remarks, []);
    assert.match(plan.id, /^[a-z2-9]{12}$/);
  });

  it('lets flags win over the manifest, and the manifest only tighten limits', async () => {
    await manifest({
      name: 'counts',
      workers: 3,
      ordered: false,
      limits: { memory: '128MiB', fragmentSeconds: 10 },
    });
    const plan = await planned({ limit: { memory: 2 ** 33, fragmentSeconds: 5, jobSeconds: 10 ** 6 } });
    assert.equal(plan.name, 'counts');
    assert.equal(plan.options.workers, 3);
    assert.equal(plan.options.ordered, false);
    assert.equal(plan.options.limits.memory, 128 * 2 ** 20);
    assert.equal(plan.options.limits.memoryCap, 2 ** 33, 'grows with what was asked for');
    assert.equal(plan.options.limits.fragmentSeconds, 5, 'a tighter flag does not refuse the manifest');
    assert.equal(plan.options.limits.jobSeconds, 10 ** 6, 'a flag may loosen a default');
    const mine = await planned({ name: 'mine', workers: 1 });
    assert.equal(mine.name, 'mine');
    assert.equal(mine.options.workers, 1);
    assert.equal(mine.out.path, join(cwd, 'mine.tar'));
  });

  it('takes a processor from elsewhere as part of the package', async () => {
    await writeFile(join(cwd, 'P.py'), 'def Processor(fragment):\n    return fragment\n');
    const without = await planned();
    const plan = await planned({ processor: 'P.py' });
    assert.ok(plan.processor !== null);
    assert.match(String(plan.source.files.get('Processor.py')?.bytes), /def Processor/);
    assert.notEqual(plan.source.digest, without.source.digest);
    await writeFile(join(cwd, 'words', 'Processor.py'), 'def Processor(fragment):\n    return fragment\n');
    assert.equal((await planned()).source.digest, plan.source.digest, 'as if it had been there');
  });

  it('leaves a dataset its own name, byte for byte', async () => {
    await writeFile(join(cwd, 'my data (1).csv'), '');
    const { dataset } = await planned({ data: 'my data (1).csv' });
    assert.deepEqual(dataset, { path: join(cwd, 'my data (1).csv'), name: 'my data (1).csv' });
    const odd = Buffer.concat([Buffer.from(`${cwd}/b`), Buffer.from([0xff])]);
    await writeFile(odd, '');
    const exact = { path: join(cwd, 'b\udcff'), name: 'b\udcff' };
    assert.deepEqual((await planned({ data: 'b\udcff' })).dataset, exact);
    await symlink('data.csv', join(cwd, 'latest.csv'));
    assert.deepEqual((await planned({ data: 'latest.csv' })).dataset, {
      path: join(cwd, 'data.csv'),
      name: 'latest.csv',
    });
  });

  it('knows a tar from a folder by its ending', async () => {
    for (const [out, form] of [
      ['r.tar', 'tar'],
      ['r.tar.gz', 'tar.gz'],
      ['r.tgz', 'tar.gz'],
      ['r', 'folder'],
      ['r.zip', 'folder'],
      ['new/r.tar/', 'folder'],
    ] as const)
      assert.equal((await planned({ out })).out.form, form, out);
  });

  it('takes an empty folder or file as free, and folders that are still to be made', async () => {
    await mkdir(join(cwd, 'empty'));
    await writeFile(join(cwd, 'empty.tar'), '');
    for (const out of ['empty', 'empty.tar', 'a/b/c.tar']) await planned({ out });
  });

  it('warns of results inside the package’s own folder', async () => {
    assert.equal((await planned({ out: 'words/results' })).remarks.length, 1);
  });

  it('warns of whatever is written into a folder that it reads, also by a link', async () => {
    await mkdir(join(cwd, 'data'));
    await symlink('data', join(cwd, 'link'));
    const within = { data: 'data', out: 'link/new/out', report: 'words/r', provenance: 'data/..p' };
    assert.deepEqual((await planned({ ...within, fragmentDigests: 'link/d' })).remarks, [
      'The results go into the data folder (new/out) and will be part of the data next time; choose another place with --out.',
      "The report goes into the package's own folder (r) and will be part of the package next time; choose another file with --report.",
      'The provenance goes into the data folder (..p) and will be part of the data next time; choose another file with --provenance.',
      'The digests of fragments go into the data folder (d) and will be part of the data next time; choose another file with --fragment-digests.',
    ]);
    assert.equal((await planned({ data: 'data', out: 'data' })).remarks.length, 1, 'the folder itself');
    assert.deepEqual((await planned({ data: 'data', out: 'data-2', report: 'r' })).remarks, []);
    assert.deepEqual((await planned({ data: 'data.csv', out: 'out' })).remarks, []);
    assert.deepEqual((await planned({ data: 'data', discard: true })).remarks, []);
  });

  it('refuses, before anything runs, what cannot be done', async () => {
    await mkdir(join(cwd, 'full'));
    await writeFile(join(cwd, 'full', 'x'), '');
    await writeFile(join(cwd, 'taken.tar'), 'x');
    await symlink('loop', join(cwd, 'loop'));
    await refused({ data: 'nope' }, /data .*nope does not exist/);
    await refused({ data: 'data.csv/x' }, /does not exist/);
    await refused({ data: 'loop' }, /leads back to itself/);
    await refused({ data: '/dev/null' }, /neither/);
    await refused({ data: '' }, /--data needs/);
    await execa('mkfifo', [join(cwd, 'pipe')]);
    for (const data of ['-', 'pipe']) await refused({ data }, /is a pipe.*Put it into a file first/);
    await refused({ out: 'full' }, /not empty/);
    await refused({ out: 'taken.tar' }, /exists already/);
    await refused({ out: 'full/' }, /not empty/);
    await refused({ out: 'data.csv/r.tar' }, /a part of the path is a file/);
    await refused({ report: '.' }, /is a folder/);
    await refused({ report: 'r.tar', out: 'r.tar' }, /the same file/);
    await refused({ processor: 'nope.py' }, /does not exist/);
    await refused({ processor: 'words' }, /needs a Python file/);
    await refused({ maxFailed: { count: 1 } }, /only with --on-error skip/);
    await refused({ runtime: 'process', ociRuntime: 'runsc' }, /no meaning/);
    await refused({ runtime: 'process', allowUnbounded: true }, /no meaning/);
    await refused(
      { limit: { memory: 2 ** 31, memoryCap: 2 ** 30 } },
      /memoryCap \(1 GiB\) .* memory \(2 GiB\)/,
    );
    await writeFile(join(cwd, 'words.tar'), 'x');
    await refused({}, /words\.tar: it exists already/);
  });

  it('says which findings make a package unreadable', async () => {
    await symlink('/etc/passwd', join(cwd, 'words', 'link.py'));
    const config = readConfig({ HOME: cwd }, cwd);
    assert.ok('home' in config);
    const plan = await planRun('words', usual, config, cwd);
    assert.equal(plan.source, null);
    assert.deepEqual(
      plan.findings.map(({ rule }) => rule),
      ['BUT108'],
    );
  });
});
