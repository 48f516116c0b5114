import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { execa } from 'execa';

const script = fileURLToPath(new URL('../../scripts/bundle.mjs', import.meta.url));
const nodeModules = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** What a run loads, before its containers are asked for and after. */
const early = [
  'cli/run-cli.js',
  'cli/run.js',
  'cli/run/run-command.js',
  'compose.js',
  'jobs/run-job.js',
  'runtime/docker/docker-runtime.js',
  'runtime/docker/engine/local-dockerode.js',
];
const late = [
  'jobs/running-job.js',
  'checks/check-key.js',
  'checks/report.js',
  'home/kept-checks.js',
  'files/unpack-tar.js',
];

/** As little as the script can be given: what was compiled, with a file that looks for another beside it. */
const compiled: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [...early, ...late].map((path) => [path, `export const told = 'part of ${path}';\n`]),
  ),
  'cli/main.js': `import { place } from '../host/place.js';
import { checkerDigest } from '../checks/checker-digest.js';
const { rules } = await import('../checks/check-package.js');
export const others = () => [${[...early, ...late].map((path) => `import('../${path}')`)}];
console.log(JSON.stringify({ place, checkerDigest, rules, main: import.meta.url }));\n`,
  'host/place.js': "export const place = new URL('./data.txt', import.meta.url).href;\n",
  'checks/check-package.js': "export { rules } from './rules.js';\n",
  'checks/rules.js': "export const rules = ['one'];\n",
  'checks/checker-digest.js': 'export const checkerDigest = null;\n',
  'trees/tree-thread.js': "import '../host/place.js';\n",
};

describe('scripts/bundle.mjs', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-bundle-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function built(name: string, changed: Readonly<Record<string, string>> = {}) {
    const dist = join(folder, name);
    for (const [path, text] of Object.entries({ ...compiled, ...changed })) {
      await mkdir(dirname(join(dist, path)), { recursive: true });
      await writeFile(join(dist, path), text);
    }
    await symlink(nodeModules, join(dist, 'node_modules'));
    await execa(process.execPath, [script, dist]);
    const { stdout } = await execa(process.execPath, [join(dist, 'cli/main.js')]);
    return { dist, told: JSON.parse(stdout) };
  }

  it('leaves every module where it was, for itself', async () => {
    const { dist, told } = await built('one');
    assert.equal(told.place, pathToFileURL(join(dist, 'host/data.txt')).href);
    assert.equal(told.main, pathToFileURL(join(dist, 'cli/main.js')).href);
    assert.ok((await readdir(join(dist, 'chunks'))).some((name) => name.startsWith('check-package-')));
  });

  it('joins what is loaded at one time, with the client library of the engine but for what it has no use for', async () => {
    const { dist } = await built('one');
    const names = await readdir(join(dist, 'chunks'));
    const having = async (text: string) => {
      const texts = await Promise.all(names.map((name) => readFile(join(dist, 'chunks', name), 'utf8')));
      return names.filter((_, index) => texts[index]!.includes(text)).map((name) => name.split('-')[0]);
    };
    assert.deepEqual(await having('part of compose.js'), ['run']);
    assert.deepEqual(await having('part of jobs/run-job.js'), ['run']);
    assert.deepEqual(await having('part of jobs/running-job.js'), ['job']);
    assert.deepEqual(await having('/containers/create?'), ['run']);
    for (const absent of [
      "require('ssh2')",
      'IgnoreBase',
      'readable-stream',
      'util.inspect(options',
      'DEBUG',
    ])
      assert.deepEqual(await having(absent), [], absent);
  });

  it('asks Node for its modules as values, in files of ASCII', async () => {
    const { dist, told } = await built('one', {
      'host/place.js': String.raw`import path, { basename, join as joined } from 'node:path';
import { default as url } from 'url';
export const place = [basename('a/ü'), joined('a', 'b'), path.sep, typeof url.URL, /^[‘-’]\\$/.test('’\\'), '𝄞–'];
`,
    });
    assert.deepEqual(told.place, ['ü', 'a/b', '/', 'function', true, '𝄞–']);
    for (const folder of ['cli', 'chunks', 'trees'])
      for (const name of await readdir(join(dist, folder))) {
        if (!name.endsWith('.js') || (folder === 'cli' && name !== 'main.js')) continue;
        const text = await readFile(join(dist, folder, name), 'utf8');
        assert.doesNotMatch(text, /^(?:import|export)\b.*from "(?:node:|url"|path")/m, name);
        assert.match(text, /^[\0-\x7f]*$/, name);
      }
  });

  const notUnderstood = {
    "import * as fs from 'node:fs';\nexport const place = Object.keys(fs);": /wants all of node:fs as one/,
    'export const place = String.raw`ü`;': /"ü" is in no string/,
  };
  for (const [text, problem] of Object.entries(notUnderstood))
    it(`refuses ${JSON.stringify(text)}, which it cannot write otherwise`, async () => {
      await assert.rejects(built('one', { 'host/place.js': text }), problem);
    });

  it('loads what is joined into another file from there', async () => {
    const { dist } = await built('one', {
      'compose.js': "export const told = 'part of compose.js', other = 1;\nexport default 2;\n",
    });
    const main = pathToFileURL(join(dist, 'cli/main.js')).href;
    const all = `const { others } = await import('${main}');
      console.log(JSON.stringify((await Promise.all(others())).map((one) => ({ ...one }))));`;
    const { stdout } = await execa(process.execPath, ['--input-type=module', '--eval', all]);
    const modules = JSON.parse(stdout.split('\n')[1]!);
    for (const [index, path] of [...early, ...late].entries()) {
      if (path === 'runtime/docker/engine/local-dockerode.js') continue;
      const rest = path === 'compose.js' ? { other: 1, default: 2 } : {};
      assert.deepEqual(modules[index], { told: `part of ${path}`, ...rest });
    }
    const names = await readdir(join(dist, 'chunks'));
    assert.deepEqual(
      names.filter((name) => /^(?:compose|run-cli|running-job)-/.test(name)),
      [],
    );
  });

  it('makes what was generated short', async () => {
    const { dist } = await built('one', {
      'host/place.js': "export { place } from './generated/validate.js';\n",
      'host/generated/validate.js':
        "function first(aLongName) {\n  return aLongName === 'x' ? 'x' : aLongName;\n}\nexport const place = first('y');\n",
    });
    const texts = (await readdir(join(dist, 'chunks'))).map((name) =>
      readFile(join(dist, 'chunks', name), 'utf8'),
    );
    assert.doesNotMatch((await Promise.all(texts)).join(), /aLongName/);
  });

  it('gives the checker a digest that changes with its rules and with nothing else', async () => {
    const { told: first } = await built('one');
    assert.match(first.checkerDigest, /^[0-9a-f]{64}$/);
    const { told: elsewhere } = await built('two', { 'host/place.js': "export const place = 'x';\n" });
    assert.equal(elsewhere.checkerDigest, first.checkerDigest);
    const { told: changed } = await built('three', { 'checks/rules.js': 'export const rules = [];\n' });
    assert.deepEqual(changed.rules, []);
    assert.notEqual(changed.checkerDigest, first.checkerDigest);
  });
});
