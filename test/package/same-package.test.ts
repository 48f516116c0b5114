import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { isIgnored } from '../../src/package/ignored.ts';
import { memberPath } from '../../src/package/member-path.ts';
import { writePackage } from '../../src/package/write-package.ts';
import { goodFiles, loadGood, plain, scratchFolder, writeTree } from './helpers/scratch.ts';
import { tarOf } from './helpers/tar-of.ts';
import { zipOf } from './helpers/zip-of.ts';

const part = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
    fc.constantFrom('lib', 'data', 'a.b', 'x-1'),
  )
  .filter((name) => {
    const checked = memberPath(name);
    return 'path' in checked && checked.path === name && !isIgnored(name);
  });
const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.integer({ min: 0, max: 3000 }).map((size) => Buffer.alloc(size, 'abc')),
);

/** Files that can lie in one folder: no two names that fold to the same, no file that is a folder too. */
const tree = fc.dictionary(path, content, { maxKeys: 12, noNullPrototype: true }).map((files) => {
  const kept: Record<string, Buffer> = { 'Split.py': Buffer.from('x') };
  const taken = new Set(['split.py']);
  for (const [name, bytes] of Object.entries(files)) {
    const folded = name.normalize('NFC').toLowerCase();
    if (
      [...taken].some((other) => `${other}/`.startsWith(`${folded}/`) || `${folded}/`.startsWith(`${other}/`))
    )
      continue;
    taken.add(folded);
    kept[name] = bytes;
  }
  return kept;
});

describe('the same package', () => {
  const scratch = scratchFolder();

  it('comes out of a folder, a tar, a tar.gz and a zip, in whatever order and wrapping', async () => {
    await fc.assert(
      fc.asyncProperty(tree, fc.boolean(), fc.boolean(), async (files, reversed, wrapped) => {
        const root = join(scratch.path, 'round');
        const named = Object.entries(files).map(([name, bytes]) => ({
          name: wrapped ? `top/${name}` : name,
          content: bytes,
        }));
        const members = reversed ? named.reverse() : named;
        writeTree(join(root, 'p'), files);
        writeFileSync(join(root, 'p.tar'), tarOf(members));
        writeFileSync(join(root, 'p.tgz'), gzipSync(tarOf(members)));
        writeFileSync(join(root, 'p.zip'), zipOf(members));
        const folder = await loadGood(join(root, 'p'));
        assert.equal(folder.files.size, Object.keys(files).length);
        for (const name of ['p.tar', 'p.tgz', 'p.zip']) {
          const archive = await loadGood(join(root, name));
          assert.deepEqual(plain(archive), plain(folder));
          assert.equal(archive.name, folder.name);
        }
        await writePackage(folder, join(root, 'written'));
        assert.deepEqual(plain(await loadGood(join(root, 'written'))), plain(folder));
        rmSync(root, { recursive: true });
      }),
      { numRuns: 40, seed: 20_250_101 },
    );
  });

  it('has another digest when a path or a byte differs', async () => {
    const digestOf = async (files: Readonly<Record<string, string>>) => {
      const root = join(scratch.path, 'digest');
      rmSync(root, { recursive: true, force: true });
      return (await loadGood(writeTree(root, files))).digest;
    };
    const digests = [
      await digestOf(goodFiles),
      await digestOf({ ...goodFiles, 'Split.py': `${goodFiles['Split.py']}#` }),
      await digestOf({ ...goodFiles, 'empty.txt': '' }),
      await digestOf({ ...goodFiles, empty: 'txt' }),
      await digestOf({ ...goodFiles, 'a.txt': 'b', c: '' }),
      await digestOf({ ...goodFiles, 'a.txt': '', bc: '' }),
    ];
    assert.equal(new Set(digests).size, digests.length);
    assert.match(digests[0]!, /^sha256:[0-9a-f]{64}$/);
  });
});
