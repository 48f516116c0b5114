import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeParamsPackage } from '../../helpers/params-package.ts';
import { type ButcherRun, runButcher } from '../../helpers/run-butcher.ts';

describe('parameters on the command line', function () {
  this.timeout(120_000);
  let cwd: string;
  const at = (...names: string[]) => join(cwd, ...names);
  const butcher = (...args: string[]): Promise<ButcherRun> =>
    runButcher(args, { cwd, env: { BUTCHER_HOME: at('home'), NO_COLOR: '1' } });
  const run = (...args: string[]) => butcher('run', 'words', '--runtime', 'process', ...args);
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-params-'));
    await writeParamsPackage(at('words'));
    await writeParamsPackage(at('plain'), { 'butcher.json': '{}' });
    await writeParamsPackage(at('broken'), {
      'butcher.json': '{"params": {"properties": {"a": {"pattern": "x"}}}}',
    });
  });
  after(() => rm(cwd, { recursive: true, force: true }));

  it('reach every function, with the defaults of those left out, and stand in the report', async () => {
    const args = [
      '--param',
      'factor=2.5',
      '--param',
      'ends=["=", ";"]',
      '--out',
      'out',
      '--report',
      'r.json',
    ];
    const { exitCode, stderr } = await run(...args);
    assert.equal(exitCode, 0, stderr);
    assert.equal(await readFile(at('out/all'), 'utf8'), "0.0=2.5=words ['count', 'ends', 'factor', 'word']");
    const { job } = JSON.parse(await readFile(at('r.json'), 'utf8'));
    assert.deepEqual(job.params, { count: 2, word: '', ends: ['=', ';'], factor: 2.5 });
  });

  it('are wrong usage where they do not fit, before anything is made', async () => {
    const factor = ['--param', 'factor=1'];
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [[], /needs the parameter factor \(a number\); give it with --param factor=VALUE/],
      [['--param', 'factor=much'], /The parameter factor is "much"; expected a number\./],
      [['--param', 'factro=1'], /has no parameter "factro"\. Did you mean factor\?/],
      [[...factor, '--param', 'count=0'], /The parameter count is 0; expected a whole number, at least 1\./],
      [[...factor, '--param', 'ends=.'], /The parameter ends is "\."; expected a list such as \[1, 2\]\./],
      [['--param', 'factor'], /Write NAME=VALUE, such as width=3/],
    ];
    for (const [args, words] of cases) {
      const { exitCode, stderr } = await run(...args);
      assert.equal(exitCode, 2, stderr);
      assert.match(stderr, words);
    }
    const plain = await butcher('run', 'plain', '--param', 'factor=1');
    assert.equal(plain.exitCode, 2);
    assert.match(plain.stderr, /The package declares no parameters, so "factor" has no meaning/);
    assert.deepEqual(
      (await readdir(cwd)).filter((name) => /\.tar$/.test(name)),
      [],
    );
  });

  it('are what the checks tell of where butcher.json cannot be used', async () => {
    const { exitCode, stderr } = await butcher('run', 'broken', '--runtime', 'process', '--param', 'a=1');
    assert.equal(exitCode, 3);
    assert.match(stderr, /BUT107[\s\S]*`params\.properties\.a\.pattern` in `butcher\.json` is not a keyword/);
    const plain = await butcher('validate', 'plain');
    assert.match(
      plain.stdout,
      /BUT204[\s\S]*`splitter` needs `params`, but butcher\.json declares no parameters/,
    );
  });

  it('are the same when a fragment is replayed, here and from a bundle', async () => {
    const failed = await run('--param', 'factor=3', '--param', 'word=1');
    assert.equal(failed.exitCode, 1);
    assert.match(failed.stderr, /no \{'count': 2, 'word': '1', 'ends': \['\.'\], 'factor': 3\}/);
    const [id] = await readdir(at('home/jobs'));
    const bundle = at('home/jobs', id!, 'bundles/2');
    const { params } = JSON.parse(await readFile(join(bundle, 'bundle.json'), 'utf8'));
    assert.deepEqual(params, { count: 2, word: '1', ends: ['.'], factor: 3 });
    const again = await butcher('replay', `${id}:2`, '--runtime', 'process');
    assert.equal(again.exitCode, 1);
    assert.match(again.stderr, /no \{'count': 2, 'word': '1'/);
    await writeParamsPackage(at('mended'), {
      'Processor.py': 'def Processor(fragment, params):\n    return repr(params).encode()\n',
    });
    for (const [where, home, out] of [
      [`${id}:2`, 'home', 'own'],
      [bundle, 'other-home', 'foreign'],
    ] as const) {
      const args = ['replay', where, '--package', 'mended', '--runtime', 'process', '--out', out];
      const { exitCode, stderr } = await runButcher(args, { cwd, env: { BUTCHER_HOME: at(home) } });
      assert.equal(exitCode, 0, stderr);
      assert.equal(await readFile(at(out), 'utf8'), "{'count': 2, 'word': '1', 'ends': ['.'], 'factor': 3}");
    }
    const other = await runButcher(['replay', bundle, '--package', 'plain'], {
      cwd,
      env: { BUTCHER_HOME: at('other-home') },
    });
    assert.equal(other.exitCode, 2);
    assert.match(
      other.stderr,
      /does not take the parameters that the job had\. The package declares no parameters/,
    );
  });
});
