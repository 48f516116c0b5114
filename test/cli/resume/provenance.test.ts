import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Envelope } from '../../../src/provenance/envelope.ts';
import type { Statement } from '../../../src/provenance/statement.ts';
import { type ButcherRun, runButcher } from '../../helpers/run-butcher.ts';

const fragments = 300;
const merge = [
  'def merger(fragment, job_name):',
  '    with open("all", "ab") as out:',
  '        out.write(fragment)',
  '',
].join('\n');
const files = {
  'Split.py': `def splitter(path):\n    for n in range(${fragments}):\n        yield str(n).encode()\n`,
  'Processor.py': 'def Processor(fragment):\n    return fragment * 2\n',
  'Merge.py': `${merge}def finish(job_name):\n    raise KeyError("typo")\n`,
};

describe('provenance of a job that goes on', function () {
  this.timeout(120_000);
  let made: string;
  let cwd: string;
  const ids: Record<string, string> = {};
  const at = (name: string) => join(cwd, name);
  const butcher = (...args: string[]): Promise<ButcherRun> =>
    runButcher(args, { cwd, env: { BUTCHER_HOME: at('home'), NO_COLOR: '1' } });
  const resume = (id: string, ...args: string[]) =>
    butcher('resume', id, '--runtime', 'process', '--package', 'words', ...args);

  /** Two jobs that failed at their very end: one was asked for a statement, the other was not. */
  before(async () => {
    made = await mkdtemp(join(tmpdir(), 'butcher-made-'));
    cwd = made;
    await mkdir(at('words'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(at('words'), name), text);
    for (const [name, asked] of Object.entries({
      silent: [],
      asked: ['--provenance', 'p', '--fragment-digests', 'd'],
    })) {
      const run = ['run', 'words', '--runtime', 'process', '--name', name];
      const { exitCode, stderr } = await butcher(...run, '--out', `${name}.tar`, ...asked);
      assert.equal(exitCode, 1, stderr);
      ids[name] = /butcher resume ([\w-]+)/.exec(stderr)![1]!;
    }
    await assert.rejects(readFile(at('p')), 'nothing is signed of a job that failed');
  });
  after(() => rm(made, { recursive: true, force: true }));
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-goes-on-'));
    await cp(made, cwd, { recursive: true });
    for (const id of Object.values(ids)) {
      const record = join(cwd, 'home/jobs', id, 'job.json');
      await writeFile(record, (await readFile(record, 'utf8')).replaceAll(made, cwd));
    }
    await writeFile(join(cwd, 'words/Merge.py'), merge);
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));

  const statement = async () => {
    const { payload } = JSON.parse(await readFile(at('p'), 'utf8')) as Envelope;
    return JSON.parse(Buffer.from(payload, 'base64').toString()) as Statement;
  };
  const checkWhole = async (results: string) => {
    const digests = (await readFile(at('d'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      digests.map(({ fragment }) => fragment),
      Array.from({ length: fragments }, (_, index) => index + 1),
      'of all its runs',
    );
    const whole = ['--package', 'words', '--fragment-digests', 'd'];
    const { exitCode, stderr } = await butcher('verify', 'p', results, ...whole);
    assert.equal(exitCode, 0, stderr);
    const { resumed, counts } = (await statement()).predicate.runDetails.butcher_work;
    assert.equal(resumed, true);
    assert.equal((counts as { merged: number }).merged, fragments);
  };

  it('is what it began with', async () => {
    const { exitCode, stderr } = await resume(ids.asked!);
    assert.equal(exitCode, 0, stderr);
    await checkWhole('asked.tar');
    assert.deepEqual(
      (await readdir(join(cwd, 'home/jobs'))).filter((name) => name === ids.asked),
      [],
    );
  });

  it('may be asked for when it goes on, and then tells of all fragments, too', async () => {
    const { exitCode, stderr } = await resume(ids.silent!, '--provenance', 'p', '--fragment-digests', 'd');
    assert.equal(exitCode, 0, stderr);
    await checkWhole('silent.tar');
  });

  it('takes the place of no file that nobody has named', async () => {
    await writeFile(at('p'), 'something of the user’s');
    const refused = await resume(ids.asked!);
    assert.equal(refused.exitCode, 2);
    assert.match(refused.stderr, /would write its provenance to .*p, which is not what an earlier attempt/);
    assert.equal(await readFile(at('p'), 'utf8'), 'something of the user’s');
    await rm(at('p'));
    await writeFile(at('d'), 'something of the user’s');
    assert.match((await resume(ids.asked!)).stderr, /would write the digests of its fragments to .*d, which/);
    assert.equal(await readFile(at('d'), 'utf8'), 'something of the user’s');
    const named = await resume(ids.asked!, '--fragment-digests', 'e', '--provenance', 'q');
    assert.equal(named.exitCode, 0, named.stderr);
    assert.equal(await readFile(at('d'), 'utf8'), 'something of the user’s');
  });

  it('takes the place of what an earlier attempt wrote', async () => {
    await cp(join(cwd, 'home'), at('copy'), { recursive: true });
    assert.equal((await resume(ids.asked!)).exitCode, 0);
    await rm(at('home'), { recursive: true });
    await cp(at('copy'), at('home'), { recursive: true });
    await rm(at('asked.tar'));
    const again = await resume(ids.asked!);
    assert.equal(again.exitCode, 0, again.stderr);
    await checkWhole('asked.tar');
  });

  it('says where it cannot be had', async () => {
    const { exitCode, stderr } = await resume(ids.silent!, '--fragment-digests', 'd');
    assert.equal(exitCode, 2);
    assert.match(stderr, /--fragment-digests has a meaning only with --provenance/);
    const taken = await resume(ids.silent!, '--provenance', 'silent.tar');
    assert.match(taken.stderr, /Two options name the same file/);
  });
});
