import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJobRecord } from '../../../src/home/job-record.ts';
import { jobLayout } from '../../../src/jobs/disk/job-layout.ts';
import type { ParamSchema } from '../../../src/params/params.ts';
import { resultsFolder } from '../../../src/runtime/runtime.ts';
import { type ButcherRun, runButcher } from '../../helpers/run-butcher.ts';

/** Results hold chance, so that none that is made anew is the same. */
const processor = `import os

def Processor(fragment, params):
    return fragment * params["width"] + b" " + os.urandom(8).hex().encode()
`;
const merger = (finish: string) => `def merger(fragment, job_name):
    with open("all", "ab") as file:
        file.write(fragment + b"\\n")

def finish(job_name, params):
    with open("last", "w") as file:
        file.write(${finish})
`;
const word: ParamSchema = { type: 'string' };
const width: ParamSchema = { type: 'integer', default: 3 };

describe('butcher resume --package with parameters', function () {
  this.timeout(120_000);
  let cwd: string;
  let id: string;
  /** A home with a job that failed at its very end, which every test gets a copy of. */
  let failed: string;

  const declare = (folder: string, properties: Record<string, ParamSchema>, required: string[] = []) =>
    writeFile(join(folder, 'words/butcher.json'), JSON.stringify({ params: { properties, required } }));

  before(async () => {
    failed = await mkdtemp(join(tmpdir(), 'butcher-mended-params-'));
    await mkdir(join(failed, 'words'));
    await declare(failed, { word, width });
    const splitter = 'def splitter(path):\n    for number in range(8):\n        yield b"%d" % number\n';
    await writeFile(join(failed, 'words/Split.py'), splitter);
    await writeFile(join(failed, 'words/Processor.py'), processor);
    await writeFile(join(failed, 'words/Merge.py'), merger('params["wrod"]'));
    const run = 'run words --runtime process --out out --param word=one --param width=7'.split(' ');
    const env = { BUTCHER_HOME: join(failed, 'home'), NO_COLOR: '1' };
    const { exitCode, stderr } = await runButcher(run, { cwd: failed, env });
    assert.equal(exitCode, 1, stderr);
    [id] = (await readdir(join(failed, 'home/jobs'))) as [string];
  });
  after(() => rm(failed, { recursive: true, force: true }));
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-mending-params-'));
    await cp(failed, cwd, { recursive: true });
    // The results go where the job began.
    const record = join(cwd, 'home/jobs', id, 'job.json');
    await writeFile(record, (await readFile(record, 'utf8')).replaceAll(failed, cwd));
    await writeFile(join(cwd, 'words/Merge.py'), merger('params["word"] + str(params.get("height"))'));
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));

  const resume = (...args: string[]): Promise<ButcherRun> =>
    runButcher(['resume', '--runtime', 'process', id, '--package', 'words', ...args], {
      cwd,
      env: { BUTCHER_HOME: join(cwd, 'home'), NO_COLOR: '1' },
    });
  const result = (name: string) => readFile(join(cwd, 'out', name), 'utf8');
  /** What the processor had made before the job failed. */
  const made = () =>
    readFile(join(resultsFolder(jobLayout(join(failed, 'home/jobs', id)), 'words'), 'all'), 'utf8');

  const refusals: readonly (readonly [what: string, () => Promise<void>, RegExp])[] = [
    ['has not one of them', () => declare(cwd, { word }), /no parameter "width"/],
    [
      'calls one by another name',
      () => declare(cwd, { word, widht: width }),
      /no parameter "width"\. Did you mean widht\?/,
    ],
    [
      'takes less for one',
      () => declare(cwd, { word, width: { ...width, maximum: 5 } }),
      /The parameter width is 7; expected a whole number, at most 5\./,
    ],
    [
      'needs another one',
      () => declare(cwd, { word, width, height: { type: 'integer' } }, ['height']),
      /needs the parameter height \(a whole number\); give it a default in butcher\.json\./,
    ],
    ['declares none', () => rm(join(cwd, 'words/butcher.json')), /declares no parameters, so "word" has no/],
  ];
  for (const [what, change, said] of refusals)
    it(`refuses one that ${what}, and leaves the job as it was`, async () => {
      const record = await readJobRecord(join(cwd, 'home/jobs', id));
      await change();
      if (what === 'declares none')
        await writeFile(join(cwd, 'words/Merge.py'), merger('"none"').replace(', params', ', params={}'));
      const { exitCode, stderr } = await resume();
      assert.equal(exitCode, 2, stderr);
      assert.match(stderr, said);
      assert.match(stderr, /The job keeps the parameters that it began with: let the package take them, or /);
      assert.deepEqual(await readJobRecord(join(cwd, 'home/jobs', id)), record);
    });

  it('goes on with those that the job began with, whatever the defaults are now and however they are declared', async () => {
    await declare(cwd, { width: { type: 'integer', default: 4, maximum: 9 }, word });
    const { exitCode, stderr } = await resume();
    assert.equal(exitCode, 0, stderr);
    assert.equal(await result('last'), 'oneNone');
    assert.equal(await result('all'), await made());
  });

  it('has the defaults of new ones, and processes everything again, since its code is given them', async () => {
    await declare(cwd, { word, width, height: { type: 'integer', default: 2 } });
    const { exitCode, stderr } = await resume();
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /its parameters .*every fragment is processed again/);
    assert.equal(await result('last'), 'one2');
    const before = new Set((await made()).split('\n').slice(0, -1));
    assert.ok((await result('all')).split('\n').every((line) => !before.has(line)));
  });

  it('keeps results although there are new ones where it is told to', async () => {
    await declare(cwd, { word, width, height: { type: 'integer', default: 2 } });
    const { exitCode, stderr } = await resume('--keep-results');
    assert.equal(exitCode, 0, stderr);
    assert.equal(await result('last'), 'one2');
    assert.equal(await result('all'), await made());
  });

  it('leaves what is wrong with a butcher.json to the checks', async () => {
    await writeFile(
      join(cwd, 'words/butcher.json'),
      '{"params": {"properties": {"word": {"type": "text"}}}}',
    );
    const { exitCode, stderr } = await resume();
    assert.equal(exitCode, 3, stderr);
    assert.match(stderr, /butcher\.json/);
  });
});
