import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { defaultLimits } from '../../src/model/limits.ts';
import { loadPackage } from '../../src/package/load-package.ts';
import { goodFiles, load, loadGood, scratchFolder, writeTree } from './helpers/scratch.ts';
import { tarOf } from './helpers/tar-of.ts';
import { zipOf } from './helpers/zip-of.ts';

const members = (prefix: string, files: Readonly<Record<string, string>> = goodFiles) =>
  Object.entries(files).map(([name, text]) => ({ name: prefix + name, content: Buffer.from(text) }));
const guideline = {
  'Butcher/Split.py': 'x',
  'Butcher/Merge.py': 'x',
  'Processor/Processor.py': 'x',
};

describe('loadPackage', () => {
  const scratch = scratchFolder();
  const write = (name: string, content: Buffer) => {
    writeFileSync(join(scratch.path, name), content);
    return join(scratch.path, name);
  };

  it('gives files in code point order, frozen, with name, layout and digest', async () => {
    const root = writeTree(join(scratch.path, 'my package'), {
      ...goodFiles,
      'lib/ｆ.txt': 'x',
      'lib/😀.txt': 'x',
    });
    const source = await loadGood(root);
    assert.deepEqual(
      [...source.files.keys()],
      ['Merge.py', 'Processor.py', 'Split.py', 'lib/ｆ.txt', 'lib/😀.txt'],
    );
    assert.equal(source.name, 'my-package');
    assert.equal(source.layout, 'flat');
    assert.equal(source.manifest, null);
    assert.ok(Object.isFrozen(source) && Object.isFrozen(source.files.get('Split.py')));
  });

  it('goes by content, not by extension', async () => {
    const wrong = [
      write('tar.zip', tarOf(members(''))),
      write('zip.tar', zipOf(members(''))),
      write('gz.tar', gzipSync(tarOf(members('')))),
      write('plain', zipOf(members(''))),
    ];
    for (const path of wrong) assert.equal((await loadGood(path)).files.size, 3);
  });

  it('takes the folder away that wraps an archive, once', async () => {
    const names = async (archive: Buffer) => [...(await loadGood(write('w.tar', archive))).files.keys()];
    assert.deepEqual(await names(tarOf(members('top/'))), Object.keys(goodFiles).sort());
    assert.deepEqual(await names(tarOf(members('./top/'))), Object.keys(goodFiles).sort());
    assert.deepEqual((await names(tarOf(members('a/b/'))))[0], 'b/Merge.py');
    assert.deepEqual((await names(tarOf([...members('top/'), { name: 'readme.txt' }])))[0], 'readme.txt');
    assert.deepEqual((await names(tarOf([...members('top/'), { name: '__MACOSX/x' }])))[0], 'Merge.py');
    assert.deepEqual(await names(tarOf(members('Butcher/'))), Object.keys(goodFiles).sort());
    const { 'Processor/Processor.py': _, ...rest } = guideline;
    assert.deepEqual(await names(tarOf(members('', rest))), ['Butcher/Merge.py', 'Butcher/Split.py']);
    assert.deepEqual(await names(tarOf(members('top/', rest))), ['Butcher/Merge.py', 'Butcher/Split.py']);
  });

  it('reads names of a zip as UTF-8 where they are, flagged or not, else as who made it has them', async () => {
    const unflagged = { content: Buffer.from('x'), both: { flags: 0 } };
    const zip = zipOf([
      { name: 'café.txt', ...unflagged },
      { name: Buffer.from('caf\x82.csv', 'latin1'), ...unflagged, madeBy: 'dos' },
      { name: Buffer.from('caf\x82.bin', 'latin1'), ...unflagged },
    ]);
    const { files } = await loadGood(write('names.zip', zip));
    assert.deepEqual([...files.keys()], ['café.csv', 'café.txt', 'caf\udc82.bin']);
  });

  it('sees which layout a package has', async () => {
    const path = write('g.zip', zipOf(members('top/', guideline)));
    assert.equal((await loadGood(path)).layout, 'guideline');
  });

  it('names a package after its manifest, else after folder or archive', async () => {
    const named = { ...goodFiles, 'butcher.json': '{"name": "from-manifest"}' };
    assert.equal((await loadGood(write('x.tar', tarOf(members('', named))))).name, 'from-manifest');
    assert.equal(
      (await loadGood(write('my.data.tar.gz', gzipSync(tarOf(members('inner/')))))).name,
      'my.data',
    );
    assert.equal((await loadGood(write('Größe 2.zip', zipOf(members(''))))).name, 'Gro-e-2');
    const upload = write('upload-7f3a', zipOf(members('')));
    const outcome = await loadPackage(upload, defaultLimits, { fileName: 'wordcount.zip' });
    assert.ok(outcome.kind === 'loaded' && outcome.source?.name === 'wordcount');
  });

  it('keeps the package and says what is wrong when only the manifest is', async () => {
    const files = { ...goodFiles, 'butcher.json': '{"odered": true}' };
    const { source, findings } = await load(write('m.tar', tarOf(members('', files))));
    assert.equal(source?.manifest, null);
    assert.deepEqual(
      findings.map(({ rule, file, line }) => [rule, file, line]),
      [['BUT107', 'butcher.json', 1]],
    );
  });

  it('calls a path that cannot be a package wrong usage, in one sentence', async () => {
    execFileSync('mkfifo', [join(scratch.path, 'pipe')]);
    symlinkSync('nowhere', join(scratch.path, 'dangling'));
    symlinkSync('loop', join(scratch.path, 'loop'));
    write('file', Buffer.from('x'));
    const cases: readonly (readonly [path: string, says: RegExp])[] = [
      ['missing', /missing does not exist\.$/],
      ['file/below', /does not exist\.$/],
      ['dangling', /is a link to something that does not exist\.$/],
      ['loop', /leads back to itself\.$/],
      ['pipe', /is neither a folder nor an archive\.$/],
      ['n'.repeat(5000), /too long/],
      ['nul\0', /NUL/],
    ];
    for (const [path, says] of cases) {
      const outcome = await loadPackage(`${scratch.path}/${path}`, defaultLimits);
      assert.equal(outcome.kind, 'wrong-usage', path);
      assert.match((outcome as { message: string }).message, says);
    }
  });

  it('follows a link that is the path itself', async () => {
    const root = writeTree(join(scratch.path, 'real'), goodFiles);
    symlinkSync(root, join(scratch.path, 'alias'));
    assert.equal((await loadGood(join(scratch.path, 'alias'))).name, 'alias');
  });
});
