import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { readJobRecord } from '../../../src/home/job-record.ts';
import { jobLayout } from '../../../src/jobs/disk/job-layout.ts';
import type { Statement } from '../../../src/provenance/statement.ts';
import { resultsFolder } from '../../../src/runtime/runtime.ts';
import { type ButcherRun, runButcher } from '../../helpers/run-butcher.ts';

const fragments = 2000;

/** Results hold chance, so that none that is made anew is the same. */
const files: Readonly<Record<string, string>> = {
  'Split.py': `def splitter(path):\n    for number in range(${fragments}):\n        yield b"%d" % number\n`,
  'Processor.py':
    'import os\n\ndef Processor(fragment):\n    return fragment + b" " + os.urandom(8).hex().encode()\n',
  'Merge.py': [
    'totals = {"lines": 0}',
    '',
    'def merger(fragment, job_name):',
    '    totals["lines"] += 1',
    '    with open("all", "ab") as file:',
    '        file.write(fragment + b"\\n")',
    '',
    'def finish(job_name):',
    '    with open("all") as file:',
    '        numbers = [int(line.split()[0]) for line in file]',
    '    with open("sum", "w") as file:',
    '        file.write(f"{totals[\'line\']} {sum(numbers)}")',
    '',
  ].join('\n'),
};

describe('butcher resume --package', function () {
  this.timeout(120_000);
  let cwd: string;
  let home: string;
  let first: ButcherRun;
  let id: string;
  /** A home with a job that failed at its very end, which every test gets a copy of. */
  let failed: string;

  before(async () => {
    failed = await mkdtemp(join(tmpdir(), 'butcher-mended-'));
    await mkdir(join(failed, 'words'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(failed, 'words', name), text);
    const env = { BUTCHER_HOME: join(failed, 'home'), NO_COLOR: '1' };
    first = await runButcher(['run', 'words', '--runtime', 'process', '--out', 'out'], { cwd: failed, env });
    [id] = (await readdir(join(failed, 'home/jobs'))) as [string];
  });
  after(() => rm(failed, { recursive: true, force: true }));
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-mending-'));
    home = join(cwd, 'home');
    await cp(failed, cwd, { recursive: true });
    // The results go where the job began.
    await writeFile(
      join(home, 'jobs', id, 'job.json'),
      (await readFile(join(home, 'jobs', id, 'job.json'), 'utf8')).replaceAll(failed, cwd),
    );
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));

  const resume = (...args: string[]): Promise<ButcherRun> =>
    runButcher(['resume', '--runtime', 'process', id, ...args], {
      cwd,
      env: { BUTCHER_HOME: home, NO_COLOR: '1' },
    });
  const change = (name: string, from: string, to: string) =>
    writeFile(join(cwd, 'words', name), files[name]!.replace(from, to));
  const mendMerger = () => change('Merge.py', "'line'", "'lines'");
  const lines = async (path: string) => (await readFile(path, 'utf8')).trimEnd().split('\n');
  /** What the processor had made before the job failed: chance and all. */
  const made = () => lines(join(resultsFolder(jobLayout(join(failed, 'home/jobs', id)), 'words'), 'all'));

  it('is what a job that fails at its very end is said to go on by', () => {
    assert.equal(first.exitCode, 1);
    assert.match(first.stderr, /KeyError: 'line'/);
    assert.match(
      first.stderr,
      new RegExp(`once the package is mended, go on by: butcher resume ${id} --package words\n`),
    );
  });

  it('goes on with no fragment processed twice, to what plain Python gives', async () => {
    await mendMerger();
    const { exitCode, stderr } = await resume('--package', 'words');
    assert.equal(exitCode, 0, stderr);
    assert.match(
      stderr,
      /nothing that the splitter and the processor load has changed: 2,000 results are kept/,
    );
    const results = await lines(join(cwd, 'out/all'));
    assert.deepEqual(results, await made());
    assert.equal(new Set(results).size, fragments);
    const plain = join(cwd, 'plain');
    await mkdir(plain);
    const script = [
      'import sys; sys.path.insert(0, "../words")',
      'from Split import splitter; from Merge import merger, finish',
      'for line in open("../out/all", "rb"): merger(line[:-1], "words")',
      'finish("words")',
    ].join('\n');
    await execa('python3', ['-c', script], { cwd: plain });
    for (const name of ['all', 'sum'])
      assert.ok((await readFile(join(plain, name))).equals(await readFile(join(cwd, 'out', name))), name);
    assert.deepEqual(await readdir(join(home, 'jobs')), []);
  });

  it('processes only the fragments that a mended splitter yields anew', async () => {
    await mendMerger();
    await change('Split.py', 'b"%d" % number', 'b"%d" % (number if number != 16 else 7000)');
    const { exitCode, stderr } = await resume('--package', 'words');
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /fragment 17 is not what the earlier splitter had yielded/);
    const [before, now] = [await made(), await lines(join(cwd, 'out/all'))];
    assert.deepEqual(
      now.filter((line, index) => line !== before[index]).map((line) => line.split(' ')[0]),
      ['7000'],
    );
  });

  it('processes everything again where the processor has changed, or a file that it may read', async () => {
    await mendMerger();
    await writeFile(join(cwd, 'words/data.txt'), 'new');
    const { exitCode, stderr } = await resume('--package', 'words');
    assert.equal(exitCode, 0, stderr);
    assert.match(
      stderr,
      /warning .*its code, its parameters or a file that it may read, so every fragment is processed again/,
    );
    const before = new Set(await made());
    assert.ok((await lines(join(cwd, 'out/all'))).every((line) => !before.has(line)));
  });

  it('keeps what another processor has made where it is told to, and the report says so', async () => {
    await mendMerger();
    await change('Processor.py', '" "', '"-"');
    const mended = ['--package', 'words', '--keep-results', '--json', '--provenance', 'p'];
    const { exitCode, stdout, stderr } = await resume(...mended);
    assert.equal(exitCode, 0, stderr);
    const { payload } = JSON.parse(await readFile(join(cwd, 'p'), 'utf8'));
    const { predicate } = JSON.parse(Buffer.from(payload, 'base64').toString()) as Statement;
    assert.equal(predicate.runDetails.butcher_work.fromEarlierProcessor, fragments);
    const report = JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
    assert.match(report.job.warnings.join(), /2,000 results of the processor as it was before were kept/);
    assert.deepEqual(await lines(join(cwd, 'out/all')), await made());
  });

  it('keeps the job as it was where the package is refused or cannot be read', async () => {
    const record = await readJobRecord(join(home, 'jobs', id));
    await writeFile(join(cwd, 'words/Merge.py'), 'def merger(:\n');
    for (const [path, code] of [
      ['words', 3],
      ['nowhere', 2],
      ['home', 3],
    ] as const) {
      const { exitCode, stderr } = await resume('--package', path);
      assert.equal(exitCode, code, `${path}: ${stderr}`);
      assert.deepEqual(await readJobRecord(join(home, 'jobs', id)), record, path);
    }
    await mendMerger();
    assert.equal((await resume('--package', 'words')).exitCode, 0);
    assert.deepEqual(await lines(join(cwd, 'out/all')), await made());
  });

  it('is the job’s own from then on, and may be followed by another', async () => {
    await change('Merge.py', 'sum(numbers)', 'sum(numbers, 0)');
    assert.equal((await resume('--package', 'words')).exitCode, 1);
    const again = await resume();
    assert.equal(again.exitCode, 1);
    assert.match(again.stderr, /KeyError: 'line'/);
    await mendMerger();
    const changed = await resume();
    assert.equal(changed.exitCode, 2);
    assert.match(changed.stderr, new RegExp(`go on with it as it is now: butcher resume ${id} --package `));
    assert.equal((await resume('--package', 'words')).exitCode, 0);
    assert.deepEqual(await lines(join(cwd, 'out/all')), await made());
  });

  it('is no more than resume with the very same package', async () => {
    await cp(join(cwd, 'words'), join(cwd, 'same'), { recursive: true });
    const { exitCode, stderr } = await resume('--package', 'same');
    assert.equal(exitCode, 1);
    assert.match(stderr, /The package is the one that the job .* has already/);
    assert.match(stderr, /KeyError: 'line'/);
  });

  it('has --keep-results only beside it', async () => {
    const { exitCode, stderr } = await resume('--keep-results');
    assert.equal(exitCode, 2);
    assert.match(stderr, /--keep-results has a meaning only with --package/);
    assert.match((await resume('--package', '')).stderr, /--package needs a PATH/);
  });
});
