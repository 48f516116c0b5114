import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examplePackage } from '../../src/checks/rule-table/rule-entry.ts';
import { runButcher } from '../helpers/run-butcher.ts';

describe('butcher validate', () => {
  let cwd: string;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-validate-'));
    await write('good', examplePackage);
    await write('bad', {
      ...examplePackage,
      'Processor.py': 'def Processor(fragment):\n    return missing\n',
    });
    const suspicious = 'def Processor(fragment):\n    return eval(fragment)\n';
    await write('suspicious', { ...examplePackage, 'Processor.py': suspicious });
  });
  after(() => rm(cwd, { recursive: true, force: true }));

  async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
    await mkdir(join(cwd, folder));
    for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, folder, name), text);
  }
  const butcher = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runButcher(args, {
      cwd,
      env: { BUTCHER_HOME: join(cwd, 'home'), FORCE_COLOR: '0', NO_COLOR: '', ...env },
    });

  it('accepts a good package with exit code 0', async () => {
    const { exitCode, stdout, stderr } = await butcher(['validate', 'good']);
    assert.deepEqual([exitCode, stdout, stderr], [0, 'Accepted: no findings.\n', '']);
  });

  it('refuses a bad one with exit code 3, the findings on standard output', async () => {
    const { exitCode, stdout, stderr } = await butcher(['validate', 'bad']);
    assert.match(
      stdout,
      /^Processor\.py:2:12: error F821: .*\n.*\n> 2 \| {5}return missing\n {4}\| {12}\^{7}\n/,
    );
    assert.match(stdout, /\nRefused: 1 error\.\n$/);
    assert.deepEqual([exitCode, stderr], [3, '']);
  });

  it('colours only where it is wanted', async () => {
    const isRed = async (env: Readonly<Record<string, string>>) =>
      (await butcher(['validate', 'bad'], env)).stdout.includes('\u001b[31m');
    assert.equal(await isRed({}), false);
    assert.equal(await isRed({ FORCE_COLOR: '1' }), true);
    assert.equal(await isRed({ FORCE_COLOR: '1', NO_COLOR: '1' }), false);
  });

  it('relaxes generators of helpers to warnings where the operator does', async () => {
    const split = `def lines(path):
    for line in open(path, "rb"):
        yield line


def splitter(dataset_path):
    yield from lines(dataset_path)
`;
    await write('helped', { ...examplePackage, 'Split.py': split });
    const refused = await butcher(['validate', 'helped']);
    assert.match(refused.stdout, /Split\.py:3:9: error BUT302: .*\n[\s\S]*three ways out/);
    assert.equal(refused.exitCode, 3);
    const config = join(cwd, 'config.json');
    await writeFile(config, JSON.stringify({ checks: { helperGenerators: 'warning' } }));
    const relaxed = await butcher(['validate', 'helped'], { BUTCHER_CONFIG: config });
    assert.match(relaxed.stdout, /Split\.py:3:9: warning BUT302: /);
    assert.equal(relaxed.exitCode, 0);
  });

  it('asks what becomes of the data on other machines where workers are to run there', async () => {
    await write('opens', {
      ...examplePackage,
      'Processor.py': 'def Processor(fragment):\n    return open("/app/resources/x/data/y", "rb").read()\n',
    });
    const rules = async (...flags: readonly string[]) =>
      [...(await butcher(['validate', 'opens', ...flags])).stdout.matchAll(/\bBUT\d+/g)].map(String);
    assert.ok(!(await rules()).includes('BUT810'));
    assert.ok((await rules('--engine', 'swarm')).includes('BUT810'));
  });

  it('refuses what is suspicious under --strict only', async () => {
    assert.equal((await butcher(['validate', 'suspicious'])).exitCode, 0);
    const { exitCode, stdout } = await butcher(['validate', 'suspicious', '--strict']);
    assert.match(stdout, /error BUT604/);
    assert.equal(exitCode, 3);
  });

  it('prints JSON, SARIF and workflow annotations', async () => {
    const json = JSON.parse((await butcher(['validate', 'bad', '--format', 'json'])).stdout);
    assert.deepEqual([json.package, json.refused, json.findings.length], ['bad', true, 1]);
    const sarif = JSON.parse((await butcher(['validate', 'bad', '--format', 'sarif'])).stdout);
    assert.equal(
      sarif.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri,
      'bad/Processor.py',
    );
    const { exitCode, stdout } = await butcher(['validate', 'bad', '--format', 'github']);
    assert.match(
      stdout,
      /^::error file=bad\/Processor\.py,line=2,endLine=2,col=12,endColumn=18,title=F821::/,
    );
    assert.equal(exitCode, 3);
    assert.equal((await butcher(['validate', 'good', '--format', 'github'])).stdout, '');
  });

  it('holds a package to the limits that are given', async () => {
    const { exitCode, stdout } = await butcher(['validate', 'good', '--limit', 'packageFiles=2']);
    assert.match(stdout, /error BUT109/);
    assert.equal(exitCode, 3);
  });

  it('takes a tighter limit for no reason to refuse a manifest', async () => {
    const manifest = '{"limits": {"recursionDepth": 500}}';
    await write('limited', { ...examplePackage, 'butcher.json': manifest });
    assert.equal((await butcher(['validate', 'limited', '--limit', 'recursionDepth=100'])).exitCode, 0);
  });

  it('shows a missing file without a place', async () => {
    await write('empty', {});
    const { exitCode, stdout } = await butcher(['validate', 'empty']);
    assert.match(stdout, /^Merge\.py: error BUT102: .*\n {2}help: .*\n/);
    assert.match(stdout, /Refused: 2 errors and 1 warning\.\n$/);
    assert.equal(exitCode, 3);
  });

  it('takes a path that is none for wrong usage', async () => {
    for (const args of [['nowhere'], [''], [], ['good', '--format', 'xml'], ['good', '--limit', 'x=1']]) {
      const { exitCode, stdout } = await butcher(['validate', ...args]);
      assert.deepEqual([exitCode, stdout], [2, ''], args.join(' '));
    }
  });
});
