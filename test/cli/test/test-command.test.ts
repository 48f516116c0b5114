import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runButcher } from '../../helpers/run-butcher.ts';
import { writeLinesPackage } from './lines-package.ts';

describe('butcher test', function () {
  this.timeout(120_000);
  let cwd: string;
  const at = (...names: string[]) => join(cwd, ...names);
  const test = (...args: string[]) =>
    runButcher(['test', ...args, '--runtime', 'process'], {
      cwd,
      env: { BUTCHER_HOME: at('home'), NO_COLOR: '1' },
    });
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-test-'));
    await writeLinesPackage(at('lines'));
    await writeLinesPackage(at('refused'), { 'Split.py': 'def splitter(path):\n    return [b""]\n' });
    await writeFile(at('many'), 'line\n'.repeat(1000));
    await writeFile(at('few'), 'one\ntwo\n');
    await writeFile(at('spoilt'), 'one\nbad\nthree\n');
  });
  after(() => rm(cwd, { recursive: true, force: true }));

  it('shows the first fragments, their results and files, and estimates the whole; writes nothing', async () => {
    const before = await readdir(cwd);
    const { exitCode, stdout, stderr } = await test('lines', '--data', 'many');
    assert.equal(exitCode, 0, stderr);
    const lines = stdout.split('\n');
    for (const number of [1, 2, 3]) {
      assert.equal(lines[2 * number - 2], `fragment ${number}  5 bytes  b'line\\n'`);
      assert.match(
        lines[2 * number - 1]!,
        /^ {2}result {2}7 bytes {2}b'LINE\\n\\'\\xff' {2}in \d+(\.\d+)? ms/,
      );
    }
    assert.match(lines[6]!, /^done {2}lines in .* s: 3 fragments merged/);
    assert.deepEqual(lines.slice(7, 9), [
      'results  shown, and written nowhere (--out keeps them)',
      '  all  21 bytes',
    ]);
    assert.match(
      lines[9]!,
      /^estimate: about 1,000 fragments, .* \(the splitter has read 20 bytes of 4\.9 KiB for 4\)$/,
    );
    assert.deepEqual(
      (await readdir(cwd)).filter((name) => name !== 'home'),
      before,
    );
    assert.deepEqual(await readdir(at('home/jobs')), []);
  });

  it('says that it was all where the splitter ended', async () => {
    const { stdout } = await test('lines', '--data', 'few');
    assert.match(stdout, /^fragment 2 {2}4 bytes {2}b'two\\n'$/m);
    assert.match(stdout, /\nthat is all: the splitter ended after 2 fragments/);
    assert.doesNotMatch(stdout, /estimate/);
  });

  it('keeps what the merger made where it is asked to', async () => {
    const { exitCode, stdout } = await test('lines', '--data', 'many', '--fragments', '1', '--out', 'out');
    assert.equal(exitCode, 0);
    assert.match(stdout, /^results {2}out\n {2}all {2}7 bytes\n/m);
    assert.deepEqual(await readFile(at('out/all')), Buffer.from("LINE\n'\xff", 'latin1'));
  });

  it('fails as a run does, with what it saw until then', async () => {
    const { exitCode, stdout, stderr } = await test('lines', '--data', 'spoilt');
    assert.equal(exitCode, 1);
    assert.match(
      stdout,
      /^fragment 1 {2}4 bytes {2}b'one\\n'\n {2}result .*\nfragment 2 {2}4 bytes {2}b'bad\\n'\n {2}no result\n/,
    );
    assert.doesNotMatch(stdout, /done|estimate|that is all/);
    assert.match(
      stderr,
      /failed: user-error {2}ValueError: no\n {2}Processor\.py:3, in the processor, fragment 2/,
    );
    assert.match(stderr, /run it again by: butcher replay [a-z0-9]{12}:2/);
    const refused = await test('refused', '--data', 'few');
    assert.equal(refused.exitCode, 3);
    assert.match(refused.stderr, /BUT301/);
    assert.equal(refused.stdout, '');
  });

  it('tells programs, the report last', async () => {
    const { stdout } = await test('lines', '--data', 'many', '--fragments', '2', '--json');
    const told = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const [first, second, made, report] = told.slice(-4);
    assert.deepEqual([first.type, first.fragment, first.bytes], ['fragment', 1, 5]);
    assert.equal(Buffer.from(second.result.head, 'base64').toString('latin1'), "LINE\n'\xff");
    assert.equal(typeof second.result.seconds, 'number');
    assert.deepEqual([made.type, made.kind, made.fragments], ['estimate', 'estimated', 1000]);
    assert.deepEqual([report.type, report.job.state, report.results], ['report', 'done', null]);
    const quiet = await test('lines', '--data', 'few', '--quiet');
    assert.deepEqual([quiet.exitCode, quiet.stdout], [0, '']);
  });

  it('is wrong usage with numbers that are none', async () => {
    for (const number of ['0', '-1', '1.5', 'x', '10001', '99999999999999999999']) {
      const { exitCode, stderr } = await test('lines', '--fragments', number);
      assert.equal(exitCode, 2);
      assert.match(stderr, /It takes a whole number from 1 to 10000/);
    }
  });
});
