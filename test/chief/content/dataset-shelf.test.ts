import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import {
  type DatasetRequest,
  DatasetShelf,
  type KnownContent,
} from '../../../src/chief/content/dataset-shelf.ts';
import { unpackFolder } from '../../../src/chief/content/unpack-folder.ts';
import { AccountSpace } from '../../../src/chief/space/account-space.ts';
import { digestOfData } from '../../../src/cli/remote/upload/data-digest.ts';
import { tarOfFolder } from '../../../src/cli/remote/upload/tar-of-folder.ts';
import { namesIn } from '../../../src/files/names-in.ts';
import { longNameBlocks } from '../../../src/files/tar-names.ts';
import { exactJoin, isUtf8Name } from '../../../src/text/byte-names.ts';
import { ChiefHome } from '../../helpers/chief-home.ts';

type Member = Partial<Header> & { readonly name: string; readonly content?: string };

describe('the shelf of datasets', () => {
  let home: ChiefHome;
  let shelf: DatasetShelf;
  let space: AccountSpace;
  let short: boolean;
  beforeEach(async () => {
    home = await ChiefHome.make();
    space = new AccountSpace(home.store, { isShort: false, letIn: () => !short });
    short = false;
    shelf = new DatasetShelf(home.path, home.store, space, unpackFolder);
  });
  afterEach(() => home.remove());
  const request = (rest: Partial<DatasetRequest> = {}): DatasetRequest => ({
    owner: 'ann',
    name: 'numbers',
    folder: false,
    expectedBytes: null,
    maxBytes: 5000,
    quotaBytes: 100_000,
    nowMs: 9,
    ...rest,
  });
  const contents = async () =>
    (await home.entries()).filter((entry) => /^(datasets|incoming)\/./.test(entry));
  const bytes = (count: number) => Readable.from([Buffer.alloc(count, 'x')]);

  it('stores a file once for all its uploads, until the last is removed', async () => {
    const first = await shelf.add(request(), bytes(5000));
    assert(first.kind === 'added', 'exactly the limit is fine');
    const { id, digest, ...rest } = first.dataset;
    assert.deepEqual(rest, {
      sequence: 1,
      owner: 'ann',
      name: 'numbers',
      bytes: 5000,
      folder: false,
      createdAtMs: 9,
      lastUsedAtMs: 9,
      jobs: 0,
    });
    const second = await shelf.add(request({ owner: 'bob', name: 'other' }), bytes(5000));
    assert(second.kind === 'added');
    assert.equal(second.dataset.digest, digest);
    assert.notEqual(second.dataset.id, id);
    assert.equal(shelf.pathOf(first.dataset), shelf.pathOf(second.dataset));
    assert.equal((await readFile(shelf.pathOf(first.dataset))).length, 5000);
    assert.equal((await stat(shelf.pathOf(first.dataset))).mode & 0o777, 0o644);
    assert.equal(await shelf.remove(id, 'bob'), 'unknown');
    assert.equal(await shelf.remove(id, 'ann'), 'removed');
    assert.equal((await contents()).length, 2);
    assert.equal(await shelf.remove(second.dataset.id, 'bob'), 'removed');
    assert.deepEqual(await contents(), []);
  });

  it('tells too large from over the quota, and keeps nothing of either', async () => {
    assert.deepEqual(await shelf.add(request(), bytes(5001)), { kind: 'too-large', maxBytes: 5000 });
    await shelf.add(request(), bytes(3000));
    const before = await contents();
    for (const folder of [false, true]) {
      const body = folder ? tarOf([{ name: 'f', content: 'x'.repeat(2001) }]) : bytes(2001);
      assert.deepEqual(await shelf.add(request({ quotaBytes: 5000, folder }), body), { kind: 'over-quota' });
    }
    assert.deepEqual(await shelf.add(request({ quotaBytes: 2999 }), bytes(0)), { kind: 'over-quota' });
    assert.deepEqual(await shelf.add(request({ owner: 'nobody' }), bytes(1)), { kind: 'no-account' });
    const gone = new PassThrough();
    const adding = shelf.add(request(), gone);
    gone.destroy(new Error('aborted'));
    assert.deepEqual(await adding, { kind: 'cut-short' });
    assert.deepEqual(await contents(), before);
  });

  it('unpacks a folder, the same however it was packed', async () => {
    const members: readonly Member[] = [
      { name: './', type: 'directory' },
      { name: './a/', type: 'directory', mode: 0o777 },
      { name: './a/one.txt', content: 'one', mode: 0o4755 },
      { name: './b/deep/two.txt', content: 'two', uid: 5, mtime: new Date(5) },
      { name: './empty/', type: 'directory' },
    ];
    const umask = process.umask(0o077);
    const added = await shelf
      .add(request({ folder: true }), tarOf(members))
      .finally(() => process.umask(umask));
    assert(added.kind === 'added');
    // Two files of a block each and four folders.
    assert.deepEqual([added.dataset.bytes, added.dataset.folder], [6 * (512 + 4096), true]);
    const path = shelf.pathOf(added.dataset);
    assert.deepEqual((await readdir(path, { recursive: true })).sort(), [
      'a',
      'a/one.txt',
      'b',
      'b/deep',
      'b/deep/two.txt',
      'empty',
    ]);
    assert.equal(await readFile(join(path, 'b/deep/two.txt'), 'utf8'), 'two');
    assert.equal((await stat(join(path, 'a/one.txt'))).mode & 0o7777, 0o644);
    assert.equal((await stat(join(path, 'a'))).mode & 0o7777, 0o755);

    const otherwise = [members[4]!, members[3]!, { name: 'a/one.txt', content: 'one' }].map((member) => ({
      ...member,
      name: member.name.replace('./', ''),
    }));
    const zipped = Readable.from([gzipSync(await bytesOf(tarOf(otherwise)))]);
    const again = await shelf.add(request({ folder: true }), zipped);
    assert(again.kind === 'added');
    assert.equal(again.dataset.digest, added.dataset.digest);
    const changed = await shelf.add(request({ folder: true }), tarOf(members.slice(0, 4)));
    assert(changed.kind === 'added');
    assert.notEqual(changed.dataset.digest, added.dataset.digest, 'an empty folder counts');
  });

  const evil: readonly (readonly [what: string, members: readonly Member[], words: RegExp])[] = [
    ['a way out', [{ name: '../x', content: 'x' }], /leads out/],
    ['a way out further in', [{ name: 'a/../../x', content: 'x' }], /leads out/],
    ['an absolute name', [{ name: '/tmp/x', content: 'x' }], /absolute/],
    ['a symbolic link', [{ name: 'l', type: 'symlink', linkname: '/etc' }], /neither a file nor a folder/],
    ['a hard link', [{ name: 'l', type: 'link', linkname: 'x' }], /neither/],
    ['a fifo', [{ name: 'p', type: 'fifo' }], /neither/],
    ['a device', [{ name: 'd', type: 'character-device', devmajor: 1, devminor: 3 }], /neither/],
    [
      'a name twice',
      [
        { name: 'x', content: '1' },
        { name: './x', content: '2' },
      ],
      /twice/,
    ],
    [
      'a file as folder',
      [
        { name: 'x', content: '1' },
        { name: 'x/y', content: '2' },
      ],
      /as a file/,
    ],
    ['a name that hides and leads out', [{ name: '../a\u202eb', content: '1' }], /leads out/],
    ['depth', [{ name: `${'a/'.repeat(40)}x`, content: '1' }], /32 folders deep/],
  ];
  it('gives an account what it has already once more, under its name, and tells nothing of what others have', async () => {
    const added = await shelf.add(request(), bytes(1000));
    assert(added.kind === 'added');
    const { digest, id } = added.dataset;
    const known = (rest: Partial<KnownContent> = {}) => shelf.addKnown({ ...request(), digest, ...rest });
    const same = await known();
    assert(same.kind === 'added');
    assert.equal(same.dataset.id, id, 'it is the dataset that is there');
    const other = await known({ name: 'other' });
    assert(other.kind === 'added');
    const { sequence: _, ...rest } = other.dataset;
    const facts = {
      owner: 'ann',
      name: 'other',
      digest,
      bytes: 1000,
      folder: false,
      createdAtMs: 9,
      lastUsedAtMs: 9,
      jobs: 0,
    };
    assert.deepEqual(rest, { id: rest.id, ...facts });
    assert.equal((await known({ owner: 'bob' })).kind, 'unknown', 'another account’s');
    assert.equal((await known({ folder: true })).kind, 'unknown');
    assert.equal((await known({ digest: `sha256:${'1'.repeat(64)}` })).kind, 'unknown');
    assert.equal((await known({ name: 'third', quotaBytes: 2500 })).kind, 'over-quota');
    assert.equal(await shelf.remove(id, 'ann'), 'removed');
    assert.equal(await shelf.remove(rest.id, 'ann'), 'removed');
    assert.equal((await known()).kind, 'unknown', 'what was removed is not there');
  });

  it('gives a folder the digest that its owner can work out', async () => {
    const folder = join(home.path, 'mine');
    await mkdir(join(folder, 'a/empty'), { recursive: true });
    for (const name of ['é', 'b\udcff', 'a/x', 'a.b'])
      await writeFile(exactJoin(folder, name), `content of ${name.length}`);
    const added = await shelf.add(request({ folder: true }), tarOfFolder(folder));
    assert(added.kind === 'added');
    assert.equal(await digestOfData(folder, true), added.dataset.digest);
    const file = await shelf.add(request(), Readable.from(['one', 'two']));
    assert(file.kind === 'added');
    await writeFile(join(home.path, 'file'), 'onetwo');
    assert.equal(await digestOfData(join(home.path, 'file'), false), file.dataset.digest);
  });

  it('keeps the names in a folder byte for byte, whatever they are and look like', async () => {
    const odd = [
      'caf\u00e9',
      'cafe\u0301',
      'new\nline',
      'back\\slash',
      'C:x',
      'right\u202eleft',
      'b\udcfe',
      'b\udcff',
    ];
    const tar = pack();
    for (const name of odd) {
      if (!isUtf8Name(name)) tar.push(longNameBlocks(name));
      await new Promise((taken) => tar.entry({ name: isUtf8Name(name) ? name : 'x' }, name, taken));
    }
    tar.finalize();
    const added = await shelf.add(request({ folder: true }), Readable.from(tar));
    assert(added.kind === 'added', added.kind);
    const path = shelf.pathOf(added.dataset);
    assert.deepEqual((await namesIn(path)).sort(), odd.toSorted());
    for (const name of odd)
      assert.deepEqual(await readFile(exactJoin(path, name)), Buffer.from(name), JSON.stringify(name));
  });

  for (const [what, members, words] of evil)
    it(`refuses a folder with ${what}`, async () => {
      const added = await shelf.add(
        request({ folder: true }),
        tarOf([{ name: 'fine', content: 'x' }, ...members]),
      );
      assert(added.kind === 'bad-archive', added.kind);
      assert.match(added.message, words);
      assert.equal(/\u202e/.test(added.message), false);
      assert.deepEqual(await contents(), []);
    });

  it('refuses what is no whole tar, and bombs', async () => {
    const whole = await bytesOf(tarOf([{ name: 'x', content: 'x'.repeat(2000) }]));
    const gzipped = gzipSync(whole);
    const broken: readonly (readonly [bytes: Buffer, words: RegExp])[] = [
      [Buffer.alloc(0), /neither/],
      [Buffer.from('PK\x03\x04 a zip'), /neither/],
      [Buffer.alloc(2000, 'text '), /neither/],
      [whole.subarray(0, 1000), /cut short/],
      [whole.subarray(0, whole.length - 1024), /cut short/],
      [gzipped.subarray(0, gzipped.length - 9), /cut short/],
      [gzipSync(Buffer.alloc(2000, 'text ')), /not valid/],
      [Buffer.concat([gzipped.subarray(0, 12), Buffer.alloc(40, 7)]), /damaged/],
    ];
    for (const [archive, words] of broken) {
      const added = await shelf.add(request({ folder: true }), Readable.from([archive]));
      assert(added.kind === 'bad-archive', `${added.kind} for ${words}`);
      assert.match(added.message, words);
    }
    const bomb = gzipSync(await bytesOf(tarOf([{ name: 'x', content: 'x'.repeat(300_000) }])));
    assert(bomb.length < 5000);
    const added = await shelf.add(request({ folder: true }), Readable.from([bomb]));
    assert.deepEqual(added, { kind: 'too-large', maxBytes: 5000 });
    assert.deepEqual(await contents(), []);
  });

  const mebibyte = 1024 * 1024;
  const heavy: readonly (readonly [what: string, archive: () => Promise<Buffer>, words: RegExp])[] = [
    [
      'zeros behind its members',
      async () => gzipSync(Buffer.concat([await plain(), Buffer.alloc(100 * mebibyte)])),
      /headers or padding/,
    ],
    [
      'zeros behind its members, not compressed',
      async () => Buffer.concat([await plain(), Buffer.alloc(20 * mebibyte)]),
      /headers or padding/,
    ],
    [
      'long names that no member has',
      async () => {
        const named = await bytesOf(tarOf([{ name: 'y'.repeat(200), content: 'x', pax: longComment }]));
        const headers = named.subarray(0, named.indexOf('ustar', 1024) - 257);
        return Buffer.concat([...Array(700).fill(headers), await plain()]);
      },
      /headers or padding/,
    ],
    [
      'content of far more than its size',
      async () => gzipSync(await bytesOf(tarOf([{ name: 'x', content: '\0'.repeat(100 * mebibyte) }]))),
      /200 times/,
    ],
  ];
  for (const [what, archive, words] of heavy)
    it(`refuses, while it is unpacked, an archive with ${what}`, async function () {
      this.timeout(60_000);
      const roomy = { folder: true, maxBytes: 10 ** 12, quotaBytes: 10 ** 12 };
      const added = await shelf.add(request(roomy), Readable.from([await archive()]));
      assert(added.kind === 'bad-archive', added.kind);
      assert.match(added.message, words);
      assert.deepEqual(await contents(), []);
    });

  it('refuses, while it is unpacked, folders that only paths name, and names of more bytes than are read', async () => {
    const bounds = { maxBytes: 1e6, maxMembers: 40, maxDepth: 32, maxNameBytes: 2000 };
    const unpack = async (members: readonly Member[]) => {
      const [archive, folder] = [join(home.path, 'archive'), join(home.path, 'unpacked')];
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder);
      await writeFile(archive, await bytesOf(tarOf(members)));
      const unpacked = await unpackFolder(archive, folder, bounds, async () => null);
      return 'message' in unpacked ? unpacked.message : unpacked.kind;
    };
    const deep = (n: number) => Array.from({ length: 10 }, (_, depth) => `${n}-${depth}`).join('/');
    const paths = [1, 2, 3, 4, 5].map((n) => ({ name: `${deep(n)}/f`, content: '' }));
    assert.match(await unpack(paths), /more than 40 files and folders/);
    assert.equal(await unpack(paths.slice(0, 3)), 'unpacked');
    const long = [1, 2, 3].map((n) => ({
      name: [1, 2, 3].map(() => `${n}`.repeat(240)).join('/'),
      content: '',
    }));
    assert.match(await unpack(long), /names in the archive/);
  });

  it('counts what files and folders take, so that empty ones are not free', async () => {
    const zipped = async (members: readonly Member[]) =>
      Readable.from([gzipSync(await bytesOf(tarOf(members)))]);
    const empty = Array.from({ length: 30 }, (_, each): Member => ({ name: `f${each}`, content: '' }));
    const added = await shelf.add(request({ folder: true, quotaBytes: 30 * 512 }), await zipped(empty));
    assert(added.kind === 'added', added.kind);
    assert.equal(added.dataset.bytes, 30 * 512);
    assert.equal((await home.store.accounts.usage('ann')).datasetBytes, 30 * 512);
    const bob = { owner: 'bob', folder: true };
    assert.deepEqual(await shelf.add(request({ ...bob, quotaBytes: 30 * 512 - 1 }), await zipped(empty)), {
      kind: 'over-quota',
    });
    const folders = Array.from(
      { length: 20 },
      (_, each): Member => ({ name: `d${each}/`, type: 'directory' }),
    );
    const quotaBytes = 20 * (512 + 4096);
    assert.equal((await shelf.add(request({ ...bob, quotaBytes }), await zipped(folders))).kind, 'added');
  });

  it('unpacks two folders at once, and one of each account, however many come', async () => {
    const begun: (() => void)[] = [];
    let wake = () => {};
    const shelf = new DatasetShelf(home.path, home.store, space, async (...order) => {
      await new Promise<void>((end) => {
        begun.push(end);
        wake();
      });
      return unpackFolder(...order);
    });
    const begins = async (count: number) => {
      while (begun.length < count)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    };
    const add = (owner: string, content: string) =>
      shelf.add(request({ owner, folder: true }), tarOf([{ name: 'f', content }]));
    /** Whoever was received and has not begun now waits for a turn. */
    const received = async (count: number) => {
      const beginnings = () => readdir(join(home.path, 'datasets')).catch(() => []);
      while ((await beginnings()).length < count) await new Promise(setImmediate);
      // As many operations as these the others would not need to begin.
      for (let turn = 0; turn < 100; turn += 1) await stat(home.path);
    };
    const all = [add('ann', 'a'), add('ann', 'b')];
    await received(2);
    await begins(1);
    assert.equal(begun.length, 1, 'one of an account');
    all.push(add('bob', 'c'), add('root', 'd'));
    await received(4);
    await begins(2);
    assert.equal(begun.length, 2, 'two in all');
    for (let count = 1; count <= 4; count += 1) {
      await begins(count);
      begun[count - 1]!();
    }
    for (const { kind } of await Promise.all(all)) assert.equal(kind, 'added');
  });

  it('unpacks outside the chief’s event loop, and claims space as it does', async () => {
    const threaded = new DatasetShelf(home.path, home.store, space);
    const kilo = { name: 'x', content: 'x'.repeat(9 * mebibyte) };
    const roomy = { folder: true, maxBytes: 10 ** 12, quotaBytes: 10 * mebibyte };
    const zipped = gzipSync(await bytesOf(tarOf([kilo])));
    const added = await threaded.add(request(roomy), Readable.from([zipped]));
    assert(added.kind === 'added', added.kind);
    assert.equal(added.dataset.bytes, 512 + 9 * mebibyte);
    const more = await threaded.add(
      request({ ...roomy, owner: 'bob' }),
      Readable.from([gzipSync(await bytesOf(tarOf([kilo, { ...kilo, name: 'y' }])))]),
    );
    assert.deepEqual(more, { kind: 'over-quota' });
    const broken = await threaded.add(
      request({ ...roomy, owner: 'bob' }),
      Readable.from([zipped.subarray(0, 9000)]),
    );
    assert.equal(broken.kind, 'bad-archive');
  });

  it('holds uploads that come in at once to the quota together', async () => {
    const bodies = Array.from({ length: 5 }, () => new PassThrough());
    const adding = bodies.map((body) => shelf.add(request({ quotaBytes: 9000 }), body));
    for (const [index, body] of bodies.entries()) body.write(Buffer.alloc(4000, String(index)));
    const settled = new Set<number>();
    adding.forEach((one, index) => void one.then(() => settled.add(index)));
    while (settled.size < 3) await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await space.use('ann')).incomingBytes <= 9000, true);
    for (const body of bodies) body.end();
    const kinds = (await Promise.all(adding)).map(({ kind }) => kind).sort();
    assert.deepEqual(kinds, ['added', 'added', 'over-quota', 'over-quota', 'over-quota']);
    assert.equal((await home.store.accounts.usage('ann')).datasetBytes, 8000);
    assert.equal((await space.use('ann')).incomingBytes, 0);
  });

  it('takes nothing while the disk is short', async () => {
    short = true;
    assert.deepEqual(await shelf.add(request(), bytes(5)), { kind: 'disk-full' });
    assert.deepEqual(await contents(), []);
  });
});

const longComment = { comment: 'c'.repeat(60 * 1024) };

function plain(): Promise<Buffer> {
  return bytesOf(tarOf([{ name: 'x', content: 'x' }]));
}

function tarOf(members: readonly Member[]): Readable {
  const tar = pack();
  for (const { content, ...header } of members) tar.entry({ type: 'file', ...header }, content ?? '');
  tar.finalize();
  return Readable.from(tar);
}

async function bytesOf(stream: Readable): Promise<Buffer> {
  return Buffer.concat(await stream.toArray());
}
