import assert from 'node:assert/strict';
import { checkPackage } from '../../../src/checks/check-package.ts';
import type { RoleDigests } from '../../../src/model/finding.ts';
import { defaultLimits } from '../../../src/model/limits.ts';
import type { PackageSource } from '../../../src/model/package-source.ts';
import { digestOf } from '../../../src/package/digest.ts';

type Files = Readonly<Record<string, string>>;

const plain: Files = {
  'Split.py': 'import cutting\n\ndef splitter(path):\n    yield cutting.cut()\n',
  'cutting.py': 'def cut():\n    return b"x"\n',
  'Processor.py': 'from lib import work\n\ndef Processor(fragment):\n    return work.turn(fragment)\n',
  'lib/__init__.py': '',
  'lib/work.py': 'def turn(fragment):\n    return fragment[::-1]\n',
  'lib/paint.py': 'def paint(text):\n    return text\n',
  'Merge.py':
    'from lib import paint\n\ndef merger(fragment, job_name):\n    open("all", "ab").write(paint.paint(fragment))\n',
  'tests/test_all.py': 'import Merge\n',
  'old.py': 'x = 1\n',
  'words.txt': 'a b c\n',
  'butcher.json': '{}',
};

async function digests(contents: Files): Promise<RoleDigests> {
  const files = new Map(
    Object.keys(contents)
      .sort()
      .map((path) => [path, { path, bytes: Buffer.from(contents[path]!) }]),
  );
  const source: PackageSource = {
    ...{ name: 'p', layout: 'flat', files, manifest: null },
    digest: digestOf(files.values()),
  };
  const { loads } = await checkPackage(source, { forRun: true, strict: false, limits: defaultLimits });
  return loads!;
}

describe('what the splitter and the processor load', function () {
  this.timeout(60_000);

  /** Which roles a change concerns. */
  async function concerns(change: Files, files: Files = plain): Promise<string> {
    const [before, after] = [await digests(files), await digests({ ...files, ...change })];
    const roles = (['splitter', 'processor'] as const).filter((role) => before[role] !== after[role]);
    return roles.join(' and ') || 'nobody';
  }

  for (const [path, whom] of Object.entries({
    'Merge.py': 'nobody',
    'lib/paint.py': 'nobody',
    'tests/test_all.py': 'nobody',
    'old.py': 'nobody',
    'butcher.json': 'nobody',
    'Split.py': 'splitter',
    'cutting.py': 'splitter',
    'Processor.py': 'processor',
    'lib/work.py': 'processor',
    'lib/__init__.py': 'processor',
    'words.txt': 'splitter and processor',
  }))
    it(`${path} concerns ${whom}`, async () => {
      assert.equal(await concerns({ [path]: `${plain[path]}\n` }), whom);
    });

  it('takes note of files that are added, and of those that take the place of others', async () => {
    assert.equal(await concerns({ 'more.csv': '1' }), 'splitter and processor');
    assert.equal(await concerns({ 'unused.py': 'y = 2\n' }), 'nobody');
    assert.equal(await concerns({ 'random.py': 'z = 3\n' }), 'splitter and processor');
    assert.equal(await concerns({ 'cutting/__init__.py': 'def cut():\n    return b"y"\n' }), 'splitter');
    assert.equal(await concerns({ 'requirements.txt': 'numpy\n' }), 'splitter and processor');
  });

  it('counts the manifest for who may open it', async () => {
    const opens = {
      'lib/work.py': 'import json\n\ndef turn(fragment):\n    return open("butcher.json", "rb").read()\n',
    };
    assert.equal(await concerns({ 'butcher.json': '{ }' }, { ...plain, ...opens }), 'processor');
    const lists = { 'cutting.py': 'import os\n\ndef cut():\n    return repr(os.listdir()).encode()\n' };
    assert.equal(await concerns({ 'butcher.json': '{ }' }, { ...plain, ...lists }), 'splitter');
  });

  it('counts what pickles may name: all but what the merger alone loads', async () => {
    const unpickles = {
      'lib/work.py':
        'import pickle\n\ndef turn(fragment):\n    return pickle.dumps(pickle.loads(fragment))\n',
    };
    const files = { ...plain, ...unpickles };
    assert.equal(
      await concerns({ 'cutting.py': `${plain['cutting.py']}\n` }, files),
      'splitter and processor',
    );
    assert.equal(await concerns({ 'old.py': 'x = 2\n' }, files), 'processor');
    assert.equal(await concerns({ 'Merge.py': `${plain['Merge.py']}\n` }, files), 'nobody');
    assert.equal(await concerns({ 'lib/paint.py': `${plain['lib/paint.py']}\n` }, files), 'nobody');
  });

  it('counts every file where the name of what is loaded is worked out', async () => {
    const plugins = {
      'lib/work.py':
        'import importlib\n\ndef turn(fragment):\n    return importlib.import_module(fragment.decode()).turn(fragment)\n',
    };
    const files = { ...plain, ...plugins };
    assert.equal(await concerns({ 'lib/paint.py': `${plain['lib/paint.py']}\n` }, files), 'processor');
    assert.equal(await concerns({ 'Merge.py': `${plain['Merge.py']}\n` }, files), 'processor');
  });
});
