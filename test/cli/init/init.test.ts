import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { templateNames } from '../../../src/cli/init/template-names.ts';
import { lines } from '../../../src/cli/init/templates/lines.ts';
import { runPackages } from '../../checks/run-packages.ts';
import { runButcher } from '../../helpers/run-butcher.ts';

const data: Readonly<Record<string, string>> = {
  lines: 'One two,\ntwo three\n',
  csv: 'name,height,weight\nA,1.5,50\nB,1.7,70\n',
  bytes: 'abcabc',
  ranges: '',
  sweep: '',
  'two-pass/range': '1\n2\n',
  'two-pass/histogram': '1\n2\n',
};

describe('butcher init', () => {
  let cwd: string;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-init-'));
  });
  after(() => rm(cwd, { recursive: true, force: true }));
  const butcher = (...args: readonly string[]) =>
    runButcher(args, { cwd, env: { BUTCHER_HOME: join(cwd, 'home') } });

  for (const template of templateNames)
    it(`makes a package that validates: ${template}`, async () => {
      const made = await butcher('init', template, '--template', template);
      assert.deepEqual([made.exitCode, made.stderr], [0, '']);
      const checks = [...made.stdout.matchAll(/^ {2}butcher validate (\S+)$/gm)];
      const packages = checks.map(([, path]) => path!);
      const chained = ['two-pass/range', 'two-pass/histogram'];
      assert.deepEqual(packages, template === 'two-pass' ? chained : [template]);
      for (const path of packages) {
        const { stdout } = await butcher('validate', path);
        assert.equal(stdout, 'Accepted: no findings.\n');
      }
    });

  it('makes packages that run', async () => {
    const runs = Object.entries(data).map(([name, content]) => ({
      ...{ name, folder: join(cwd, name), guideline: false, data: content, needs: [] },
    }));
    const outcomes = await runPackages(runs);
    assert.deepEqual(
      outcomes.filter(({ outcome }) => outcome !== 'ran'),
      [],
    );
  });

  it('makes words by default, and names the package after its folder', async () => {
    await butcher('init', 'my words!');
    const manifest = JSON.parse(await readFile(join(cwd, 'my words!', 'butcher.json'), 'utf8'));
    assert.deepEqual(manifest, { name: 'my-words', description: lines.description });
  });

  it('shows commands that can be copied, whatever the folder is called', async () => {
    const { stdout } = await butcher('init', "it's two", '--template', 'two-pass');
    assert.match(stdout, /^ {2}butcher validate 'it'\\''s two\/range'$/m);
    assert.match(stdout, /^ {2}python3 'it'\\''s two\/run\.py' NUMBERS\.txt RESULTS$/m);
    const names = ['range', 'histogram'].map(async (folder) => {
      const manifest = await readFile(join(cwd, "it's two", folder, 'butcher.json'), 'utf8');
      return JSON.parse(manifest).name;
    });
    assert.deepEqual(await Promise.all(names), ['it-s-two-range', 'it-s-two-histogram']);
    const sweep = await butcher('init', 'swept', '--template', 'sweep');
    // Beside the first results, which are not overwritten.
    const commands =
      / {2}butcher run swept\n {2}butcher run swept --param points=11 --param '.*' --out RESULTS\n/;
    assert.match(sweep.stdout, commands);
  });

  it('refuses a folder of packages by naming them', async () => {
    const { exitCode, stdout } = await butcher('validate', 'two-pass');
    assert.equal(exitCode, 3);
    assert.match(stdout, /^Split\.py: error BUT101: .* `histogram` and `range` are packages of their own\./);
  });

  it('overwrites nothing', async () => {
    const { exitCode, stderr } = await butcher('init', 'csv');
    assert.equal(exitCode, 2);
    assert.match(stderr, /csv is not empty/);
    await writeFile(join(cwd, 'file'), '');
    const taken = await butcher('init', 'file');
    assert.equal(taken.exitCode, 2);
    assert.match(taken.stderr, /file cannot be made: something is there by now/);
    assert.deepEqual((await readdir(join(cwd, 'csv'))).sort(), [
      'Merge.py',
      'Processor.py',
      'Split.py',
      'butcher.json',
    ]);
  });

  it('refuses a template that it does not have', async () => {
    const { exitCode, stderr } = await butcher('init', 'x', '--template', 'pandas');
    assert.equal(exitCode, 2);
    assert.match(
      stderr,
      /Allowed choices are bytes, lines, csv, numpy, ranges, folder, gz-lines, sweep, two-pass/,
    );
  });
});
