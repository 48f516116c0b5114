import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { shellWord } from '../../../src/text/shell-word.ts';
import { butcherCommand } from '../../helpers/butcher-command.ts';
import { runButcher } from '../../helpers/run-butcher.ts';

type Row = readonly [from: number, to: number, numbers: number];

/** How many of the numbers are in each step from the lowest to the highest, both whole, worked out one by one. */
function histogram(numbers: readonly number[], steps: number): Row[] {
  const low = numbers.reduce((least, number) => Math.min(least, number));
  const high = numbers.reduce((most, number) => Math.max(most, number));
  const edge = (step: number) => (low * steps + (high - low) * step) / steps;
  return Array.from({ length: steps }, (_, step): Row => {
    const [from, to] = [edge(step), edge(step + 1)];
    const inside = (number: number) => number >= from && (number < to || (number === high && to === high));
    return [from, to, numbers.filter(inside).length];
  });
}

describe('the two-pass template of butcher init', function () {
  this.timeout(120_000);
  let cwd: string;
  let place: Parameters<typeof runButcher>[1];
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher two passes '));
    place = { cwd, env: { BUTCHER_HOME: join(cwd, 'home') } };
    assert.equal((await runButcher(['init', 'made', '--template', 'two-pass'], place)).exitCode, 0);
    // The command as a user has it.
    await mkdir(join(cwd, 'bin'));
    const command = `#!/bin/sh\nexec ${butcherCommand.map(shellWord).join(' ')} "$@"\n`;
    await writeFile(join(cwd, 'bin/butcher'), command);
    await chmod(join(cwd, 'bin/butcher'), 0o755);
  });
  after(() => rm(cwd, { recursive: true, force: true }));

  const script = (args: readonly string[], path = `${join(cwd, 'bin')}${delimiter}${process.env.PATH}`) =>
    execa('python3', ['made/run.py', ...args], {
      ...{ cwd, reject: false },
      env: { BUTCHER_HOME: join(cwd, 'home'), NO_COLOR: '1', PATH: path },
    });

  let runs = 0;
  /** Runs one of the packages and returns what it wrote. */
  async function run(folder: string, data: string | Buffer, ...params: readonly string[]) {
    runs += 1;
    await writeFile(join(cwd, `data-${runs}`), data);
    const given = params.flatMap((param) => ['--param', param]);
    const options = ['--data', `data-${runs}`, '--out', `out-${runs}`, '--runtime', 'process', '--quiet'];
    const { exitCode, stderr } = await runButcher(['run', `made/${folder}`, ...options, ...given], place);
    assert.equal(exitCode, 0, stderr);
    const [file] = await readdir(join(cwd, `out-${runs}`));
    return readFile(join(cwd, `out-${runs}`, file!), 'utf8');
  }
  const rowsOf = (text: string) =>
    text
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((row) => row.split(',').map(Number));

  it('runs both packages, the second with what the first has found, on data as they are', async () => {
    const odd = '\ufeff1.5\r\n\r\n -4 \nabc\nnan\ninf\n-Infinity\n1_000\n1,5\n\u0661\n2e1\n1e999\n';
    // More than one fragment, so that the merger has something to join.
    const many = Array.from({ length: 300_000 }, (_, index) => ((index * 7919) % 2001) / 100);
    const data = Buffer.concat([Buffer.from(odd), Buffer.from([0xff, 0x0a]), Buffer.from(many.join('\n'))]);
    await writeFile(join(cwd, 'my numbers – é.txt'), data);
    const { exitCode, stdout, stderr } = await script([
      ...['my numbers – é.txt', 'my results', '--runtime', 'process', '--quiet'],
    ]);
    assert.equal(exitCode, 0, stderr);
    assert.equal(stdout, '300003 numbers from -4.0 to 20.0, 9 other lines');
    const numbers = [1.5, -4, 20, ...many];
    const { count, low, high } = JSON.parse(await readFile(join(cwd, 'my results/range/range.json'), 'utf8'));
    assert.deepEqual([count, low, high], [numbers.length, -4, 20]);
    const rows = rowsOf(await readFile(join(cwd, 'my results/histogram/histogram.csv'), 'utf8'));
    assert.deepEqual(rows, histogram(numbers, 20));
  });

  it('says what is wrong, and makes nothing then', async () => {
    await writeFile(join(cwd, 'none'), 'one\n\ntwo');
    for (const [args, code, said] of [
      [[], 1, /Usage: python3 run\.py DATA RESULTS/],
      [['none', 'bin'], 1, /bin is there already/],
      [['nowhere', 'new'], 2, /nowhere does not exist/],
    ] as const) {
      const { exitCode, stderr } = await script(args);
      assert.equal(exitCode, code, stderr);
      assert.match(stderr, said);
    }
    const without = await script(['none', 'new'], '/usr/bin:/bin');
    assert.match(without.stderr, /There is no command butcher in a folder of PATH/);
    assert.ok(!(await readdir(cwd)).includes('new'));
    const nothing = await script(['none', 'new', '--runtime', 'process']);
    assert.equal(nothing.exitCode, 1);
    assert.match(nothing.stderr, /none holds no number, so there is no second pass\./);
  });

  it('finds no range in nothing', async () => {
    for (const [data, others] of [
      ['', 0],
      ['\n\n \n', 0],
      ['one\ntwo', 2],
    ] as const) {
      const found = JSON.parse(await run('range', data));
      assert.deepEqual(found, { count: 0, low: null, high: null, others });
    }
  });

  it('has steps of which none is lost, however near or far the numbers are', async () => {
    const far = rowsOf(await run('histogram', '-1e308\n0\n1e308', 'low=-1e308', 'high=1e308', 'steps=4'));
    assert.deepEqual(far, [
      [-1e308, -5e307, 1],
      [-5e307, 0, 0],
      [0, 5e307, 1],
      [5e307, 1e308, 1],
    ]);
    const near = rowsOf(await run('histogram', '0\n5e-324\n5e-324', 'low=0', 'high=5e-324', 'steps=2'));
    assert.equal(
      near.reduce((sum, [, , count]) => sum + count!, 0),
      3,
    );
    const same = await run('histogram', '7\n7', 'low=7', 'high=7.0');
    assert.deepEqual(rowsOf(same), [[7, 7, 2]]);
  });

  it('runs the second by itself with no parameter given, and leaves out what is beyond its range', async () => {
    const rows = rowsOf(await run('histogram', '-1\n0\n0.5\n1\n2'));
    assert.equal(rows.length, 20);
    assert.deepEqual(
      rows.filter(([, , count]) => count! > 0).map(([from]) => from),
      [0, 0.5, 0.95],
    );
    assert.deepEqual(
      rowsOf(await run('histogram', '')).map(([, , count]) => count),
      Array(20).fill(0),
    );
  });
});
