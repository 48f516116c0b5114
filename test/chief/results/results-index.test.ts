import assert from 'node:assert/strict';
import { mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indexResults, ResultsIndex } from '../../../src/chief/results/results-index.ts';
import { packResults } from '../../../src/trees/trees.ts';

const top = Buffer.alloc(0);

describe('an index of results', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-index-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  /** Packs these files, and opens the index of the tar. */
  const indexOf = async (files: ReadonlyMap<string, string>, folders: readonly string[] = []) => {
    const root = Buffer.from(`${folder}/results/`);
    const at = (path: string) => Buffer.concat([root, Buffer.from(path, 'latin1')]);
    for (const path of ['', ...folders]) await mkdir(at(path), { recursive: true });
    for (const [path, text] of files) {
      const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
      await mkdir(at(parent), { recursive: true });
      await writeFile(at(path), text);
    }
    const tar = join(folder, 'results.tar');
    await packResults(join(folder, 'results'), tar, 2 ** 40, new AbortController().signal);
    await indexResults(folder, tar);
    const index = await ResultsIndex.open(folder);
    assert(index !== null);
    return { index, tar };
  };
  const names = (items: readonly { readonly path: Buffer }[]) =>
    items.map(({ path }) => path.toString('latin1'));

  it('lists folders with what is in them, and finds the bytes of each file in the tar', async () => {
    const long = `deep/${'x'.repeat(90)}/${'y'.repeat(120)}/${'z'.repeat(200)}.txt`;
    const files = new Map([
      ['a.txt', 'one'],
      ['b', ''],
      ['b-1/in', 'two'],
      ['b.d/in', 'three'],
      ['c/1', 'x'],
      ['c/2/3/4', 'yy'],
      ['c0', 'behind'],
      ['\xff\xfe.bin', 'no UTF-8'],
      ['caf\xc3\xa9/\xe9', 'both'],
      [long, 'long'],
    ]);
    const { index, tar } = await indexOf(files, ['empty']);
    const file = await open(tar);
    try {
      const { items, next } = await index.list(top, null, 100);
      assert.equal(next, null);
      assert.deepEqual(
        items.map(({ path, kind, bytes, files }) => [path.toString('latin1'), kind, bytes, files]),
        [
          ['a.txt', 'file', 3, 1],
          ['b', 'file', 0, 1],
          ['b-1', 'folder', 3, 1],
          ['b.d', 'folder', 5, 1],
          ['c', 'folder', 3, 2],
          ['c0', 'file', 6, 1],
          ['caf\xc3\xa9', 'folder', 4, 1],
          ['deep', 'folder', 4, 1],
          ['empty', 'folder', 0, 0],
          ['\xff\xfe.bin', 'file', 8, 1],
        ],
      );
      assert.deepEqual(names((await index.list(Buffer.from('c'), null, 9)).items), ['c/1', 'c/2']);
      for (const [path, text] of files) {
        const found = await index.find(Buffer.from(path, 'latin1'));
        assert(found !== null, path);
        const bytes = Buffer.alloc(found.bytes);
        await file.read(bytes, 0, bytes.length, found.at);
        assert.equal(bytes.toString(), text);
      }
      for (const path of ['', 'c/', 'c/9', 'C', 'a.txt/', '../results.tar', 'zz'])
        assert.equal(await index.find(Buffer.from(path)), null, path);
      const firstTwo = await index.list(top, null, 2);
      assert.deepEqual(names(firstTwo.items), ['a.txt', 'b']);
      const rest = await index.list(top, firstTwo.next, 100);
      assert.deepEqual([...names(firstTwo.items), ...names(rest.items)], names(items));
      assert.deepEqual(await index.list(Buffer.from('nothing'), null, 9), { items: [], next: null });
    } finally {
      await index.close();
      await file.close();
    }
  });

  it('lists a page of thousands, and of no results nothing', async () => {
    const files = new Map(
      Array.from({ length: 3000 }, (_, n) => [`all/${n % 50}/f${n}`, 'x'.repeat(n % 7)] as const),
    );
    const { index } = await indexOf(files);
    try {
      const [all] = (await index.list(top, null, 10)).items;
      assert.deepEqual([all!.files, all!.bytes], [3000, [...files.values()].join('').length]);
      const seen: string[] = [];
      for (let from: number | null = null; ; ) {
        const page = await index.list(Buffer.from('all/7'), from, 7);
        seen.push(...names(page.items));
        if (page.next === null) break;
        from = page.next;
      }
      const expected = [...files.keys()].filter((path) => path.startsWith('all/7/')).sort();
      assert.deepEqual(seen, expected);
      assert.equal((await index.list(Buffer.from('all'), null, 100)).items.length, 50);
    } finally {
      await index.close();
    }
    await rm(join(folder, 'results'), { recursive: true });
    const { index: none } = await indexOf(new Map());
    assert.deepEqual(await none.list(top, null, 9), { items: [], next: null });
    await none.close();
    assert((await readdir(folder)).every((name) => !name.endsWith('.new')));
  });
});
