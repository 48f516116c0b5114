import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Caller } from '../../../src/chief/caller.ts';
import { datasetPath } from '../../../src/chief/content/content-paths.ts';
import { mostUploads } from '../../../src/chief/service/account-uploads.ts';
import type { DiskSpace } from '../../../src/chief/space/disk-space.ts';
import { systemClock } from '../../../src/model/clock.ts';
import { SqliteDatasets } from '../../../src/store/sqlite/datasets.ts';
import { ChiefHome } from '../../helpers/chief-home.ts';
import { codeOf, granted, packageUpload, plenty, ServedChief, tarOf } from '../../helpers/served-chief.ts';

const day = 86_400_000;
const MiB = 1024 * 1024;
const wanted = { kind: 'dataset', name: 'd.txt', folder: false, bytes: null, fingerprint: null } as const;

describe('uploads that come in parts', () => {
  let home: ChiefHome;
  let served: ServedChief;
  let ann: Caller;
  let bob: Caller;
  let aheadMs: number;
  let disk: DiskSpace;
  let laterMs: number;
  const clock = {
    ...systemClock,
    now: () => systemClock.now() + laterMs,
    wallTimeMs: () => systemClock.wallTimeMs() + aheadMs,
  };
  const start = async (settings: object = {}) => {
    served = await ServedChief.start({ home, settings, clock, disk: () => disk });
  };
  const restart = async () => {
    await served.end();
    await start();
  };
  beforeEach(async () => {
    aheadMs = 0;
    laterMs = 0;
    disk = plenty;
    home = await ChiefHome.make();
    await start();
    ann = await served.account('ann');
    bob = await served.account('bob');
  });
  afterEach(async () => {
    await served.end();
    await home.remove();
  });
  const begin = async (more: object = {}) =>
    granted(await served.chief.uploads.begin(ann, { ...wanted, ...more })).upload.id;
  const part = (text: string | Buffer, offset: number, more: object = {}) => {
    const bytes = Buffer.from(text);
    const body = Readable.from(bytes.length === 0 ? [] : [bytes]);
    return { body, expectedBytes: bytes.length, offset, complete: false, digest: null, ...more };
  };
  const append = (id: string, text: string | Buffer, offset: number, more: object = {}, who = ann) =>
    served.chief.uploads.append(who, id, part(text, offset, more));
  const offsetOf = async (id: string) => granted(await served.chief.uploads.find(ann, id)).upload.offset;
  const incoming = async () => (await served.chief.usage('ann')).incomingBytes;
  const dataOf = (digest: string) => readFile(datasetPath(home.path, digest), 'utf8');
  const sha256 = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

  it('become a dataset with the last part, count until then, and tell what they became', async () => {
    const id = await begin({ bytes: 11, fingerprint: 'd.txt 11' });
    assert.equal(granted(await append(id, 'hello', 0)).kind, 'appended');
    assert.equal(await incoming(), 5);
    const done = await append(id, ' world', 5, { complete: true, digest: sha256('hello world') });
    assert(done.kind === 'dataset');
    assert.deepEqual([done.dataset.name, done.dataset.bytes], ['d.txt', 11]);
    assert.equal(await dataOf(done.dataset.digest), 'hello world');
    assert.equal(await incoming(), 0, 'it is in a row now');
    const again = await append(id, '', 11, { complete: true });
    assert.deepEqual(again, done, 'whoever lost the answer gets it');
    assert.equal(codeOf(await append(id, 'x', 11)), 'completed-upload');
    const [listed] = served.chief.uploads.list(ann);
    assert.deepEqual([listed?.complete, listed?.offset, listed?.fingerprint], [true, 11, 'd.txt 11']);
    await restart();
    assert.deepEqual(await append(id, '', 11, { complete: true }), done, 'also of a later chief');
  });

  it('become a folder, or a package that is checked as any other', async () => {
    const tar = await buffer(tarOf({ 'a.txt': 'a', 'b/c.txt': 'c' }));
    const folder = await begin({ name: 'd', folder: true });
    await append(folder, tar.subarray(0, 700), 0);
    const done = await append(folder, tar.subarray(700), 700, { complete: true });
    assert(done.kind === 'dataset' && done.dataset.folder);
    const archive = await buffer(packageUpload('in parts').body);
    const sent = await begin({ kind: 'package', name: 'sample.tar' });
    await append(sent, archive.subarray(0, 100), 0);
    const kept = await append(sent, archive.subarray(100), 100, { complete: true });
    assert(kept.kind === 'package');
    assert.equal(kept.package.digest, await served.upload(ann, 'in parts'), 'the same as sent at once');
    const bad = await begin({ kind: 'package', name: 'bad.tar' });
    assert.equal((await append(bad, 'no archive', 0, { complete: true })).kind, 'refused');
    assert.equal(codeOf(await served.chief.uploads.find(ann, bad)), 'not-found', 'nothing of it stays');
  });

  for (const folder of [false, true])
    it(`make one dataset where it cannot be noted that there is one: ${folder ? 'a folder' : 'a file'}`, async () => {
      const id = await begin({ folder });
      const body = folder ? await buffer(tarOf({ 'a.txt': 'a' })) : Buffer.from('hello');
      const { datasets } = home.store;
      const { add } = SqliteDatasets.prototype;
      const own = join(home.path, 'uploads', id);
      datasets.add = async (...given) => {
        // In the way of the record, once.
        datasets.add = add;
        await mkdir(join(own, 'upload.json.new'));
        return add.apply(datasets, given);
      };
      const done = await append(id, body, 0, { complete: true }).catch((error: Error) => error.message);
      await rm(join(own, 'upload.json.new'), { recursive: true, force: true });
      const again = await append(id, '', body.length, { complete: true });
      const rows = (await datasets.list('ann', { limit: 9 })).items;
      assert.deepEqual([rows.length, typeof done], [1, 'object'], String(done));
      assert(typeof done === 'object' && done.kind === 'dataset');
      assert.deepEqual(again, done, 'it is told as any other');
      assert.equal(await incoming(), 0);
      assert.deepEqual(await readdir(own), ['upload.json'], 'its bytes are gone');
      assert.match(served.logged.join('\n'), /what became of an upload could not be noted .*EISDIR/);
      await restart();
      const later = await append(id, '', await offsetOf(id), { complete: true });
      assert.deepEqual(later, done, 'also by a later chief');
      assert.equal((await home.store.datasets.list('ann', { limit: 9 })).items.length, 1);
    });

  for (const folder of [false, true])
    it(`make one dataset where the chief was killed before it noted that: ${folder ? 'a folder' : 'a file'}`, async () => {
      const id = await begin({ folder });
      const body = folder ? await buffer(tarOf({ 'a.txt': 'a' })) : Buffer.from('hello');
      const done = await append(id, body, 0, { complete: true });
      await served.end();
      const own = join(home.path, 'uploads', id);
      const record = JSON.parse(await readFile(join(own, 'upload.json'), 'utf8'));
      await writeFile(join(own, 'upload.json'), JSON.stringify({ ...record, bytes: null, kept: null }));
      // A tar is left where it was until all is noted, and a file is moved.
      if (folder) await writeFile(join(own, 'data'), body);
      await start();
      const [listed] = served.chief.uploads.list(ann);
      assert.deepEqual([listed?.complete, listed?.offset], [true, body.length]);
      assert.deepEqual(await append(id, '', body.length, { complete: true }), done);
      assert.equal((await home.store.datasets.list('ann', { limit: 9 })).items.length, 1);
      assert.equal(await incoming(), 0);
      assert.deepEqual(await readdir(own), ['upload.json']);
    });

  it('keep what came before a line broke, also for a chief that is started again', async () => {
    const id = await begin({ bytes: 10 });
    const body = new PassThrough();
    const cut = served.chief.uploads.append(ann, id, { ...part('', 0), body, expectedBytes: 10 });
    body.write('1234');
    while ((await incoming()) === 0) await new Promise(setImmediate);
    body.destroy(new Error('the line broke'));
    assert.equal(codeOf(await cut), 'cut-short');
    assert.equal(await offsetOf(id), 4);
    await restart();
    assert.deepEqual([await offsetOf(id), await incoming()], [4, 4]);
    const done = await append(id, '567890', 4, { complete: true, digest: sha256('1234567890') });
    assert(done.kind === 'dataset', 'the digest is over what an earlier chief took, too');
  });

  it('are ended with the chief that stops while a part comes in', async () => {
    const id = await begin();
    const body = new PassThrough();
    const cut = served.chief.uploads.append(ann, id, { ...part('', 0), body, expectedBytes: null });
    body.write('half');
    while ((await incoming()) === 0) await new Promise(setImmediate);
    await restart();
    assert.equal(codeOf(await cut), 'cut-short');
    assert.equal(await offsetOf(id), 4);
  });

  it('take a part only where they are, and tell where that is', async () => {
    const id = await begin();
    await append(id, 'abc', 0);
    for (const offset of [0, 2, 4, Number.MAX_SAFE_INTEGER]) {
      const refused = await append(id, 'x', offset);
      assert(refused.kind === 'other-offset');
      assert.equal(refused.upload.offset, 3);
    }
    assert.equal(await offsetOf(id), 3);
  });

  it('take no more than was announced, nor less as the whole', async () => {
    const id = await begin({ bytes: 5 });
    assert.equal(codeOf(await append(id, '123456', 0)), 'inconsistent-upload-length');
    assert.equal(codeOf(await append(id, '1234', 0, { complete: true })), 'inconsistent-upload-length');
    const unannounced = {
      expectedBytes: null,
      body: Readable.from([Buffer.from('123'), Buffer.from('456')]),
    };
    assert.equal(codeOf(await append(id, '', 0, unannounced)), 'inconsistent-upload-length');
    assert.equal(await offsetOf(id), 3, 'what was within it stays');
    const early = { expectedBytes: null, body: Readable.from([Buffer.from('4')]), complete: true };
    assert.equal(codeOf(await append(id, '', 3, early)), 'inconsistent-upload-length');
    const done = await append(id, '5', 4, { complete: true });
    assert.equal(done.kind, 'dataset');
  });

  it('are refused with a digest that they have not, and then gone', async () => {
    const id = await begin();
    assert.equal(
      codeOf(await append(id, 'abc', 0, { complete: true, digest: sha256('abd') })),
      'digest-mismatch',
    );
    assert.equal(codeOf(await append(id, '', 3, { complete: true })), 'not-found');
    assert.deepEqual([await incoming(), await readdir(join(home.path, 'uploads'))], [0, []]);
  });

  it('are gone where their bytes were taken and nothing came of it: nothing else passes for them', async () => {
    const { datasets } = home.store;
    const { add } = Object.getPrototypeOf(datasets);
    datasets.add = async () => {
      throw new Error('the store is away');
    };
    const id = await begin({ bytes: 5 });
    const complete = { complete: true, digest: sha256('hello') };
    await assert.rejects(append(id, 'hello', 0, complete), /the store is away/);
    datasets.add = add;
    assert.equal(codeOf(await append(id, '', 5, complete)), 'not-found');
    assert.deepEqual([await incoming(), await readdir(join(home.path, 'uploads'))], [0, []]);
    const done = await append(await begin({ bytes: 5 }), 'hello', 0, complete);
    assert(done.kind === 'dataset');
    assert.equal(await dataOf(done.dataset.digest), 'hello');
  });

  it('are nobody else’s to see, to go on with or to give up, operators included', async () => {
    const id = await begin({ bytes: 10 });
    await append(id, 'abc', 0);
    for (const other of [bob, await served.account('root')]) {
      assert.deepEqual(served.chief.uploads.list(other), []);
      assert.equal(codeOf(await served.chief.uploads.find(other, id)), 'not-found');
      assert.equal(codeOf(await append(id, 'x', 3, {}, other)), 'not-found');
      assert.equal(codeOf(await append(id, '', 3, { complete: true }, other)), 'not-found');
      assert.equal(codeOf(await served.chief.uploads.remove(other, id)), 'not-found');
    }
    assert.equal(await offsetOf(id), 3);
  });

  it('end the part that comes in when a later one is sent: both together are the body', async () => {
    const id = await begin({ bytes: 8 });
    const body = new PassThrough();
    const first = served.chief.uploads.append(ann, id, { ...part('', 0), body, expectedBytes: 8 });
    body.write('abcd');
    while ((await incoming()) === 0) await new Promise(setImmediate);
    const both = await Promise.all([first, append(id, 'efgh', 4, { complete: true })]);
    assert.equal(codeOf(both[0]), 'cut-short');
    assert(both[1].kind === 'dataset');
    assert.equal(await dataOf(both[1].dataset.digest), 'abcdefgh');
  });

  it('end at the quota, and go on when there is room again', async () => {
    await served.end();
    await start({ quotaBytes: 10 * MiB });
    assert.equal(codeOf(await served.chief.uploads.begin(ann, { ...wanted, bytes: 11 * MiB })), 'over-quota');
    const beside = granted(
      await served.chief.addDataset(ann, { ...part(Buffer.alloc(6 * MiB), 0), name: 'e', folder: false }),
    );
    const [one, two] = [await begin(), await begin()];
    await append(one, Buffer.alloc(2 * MiB), 0);
    await append(one, Buffer.alloc(MiB), 2 * MiB);
    assert.equal(
      codeOf(await append(one, Buffer.alloc(2 * MiB), 3 * MiB)),
      'over-quota',
      'parts of one, too',
    );
    const chunks = Array.from({ length: 4 }, () => Buffer.alloc(MiB, 'x'));
    const over = await append(two, '', 0, { body: Readable.from(chunks), expectedBytes: 4 * MiB });
    assert.equal(codeOf(over), 'over-quota', 'what has come of all of them counts');
    assert.equal(await offsetOf(two), MiB);
    assert.equal(await incoming(), 4 * MiB);
    await served.chief.uploads.remove(ann, one);
    await served.chief.deleteDataset(ann, beside.dataset.id);
    const done = await append(two, Buffer.alloc(3 * MiB, 'x'), MiB, { complete: true });
    assert(done.kind === 'dataset' && done.dataset.bytes === 4 * MiB);
  });

  it('are refused where the chief would take no such body at once', async () => {
    const { begin: ask } = served.chief.uploads;
    assert.equal(codeOf(await ask(ann, { ...wanted, name: '../d' })), 'bad-name');
    assert.equal(codeOf(await ask(ann, { ...wanted, bytes: 2 ** 52 })), 'too-large');
    for (let count = 0; count < mostUploads; count += 1) await begin();
    assert.equal(codeOf(await ask(ann, wanted)), 'too-many-uploads');
    assert(!('kind' in (await ask(bob, wanted))), 'each account has its own');
    disk = { ...plenty, freeBytes: 1 };
    const { id } = served.chief.uploads.list(ann)[0]!;
    while (codeOf(await append(id, 'abc', 0)) !== 'disk-full') await new Promise(setImmediate);
  });

  it('tell of the last ones that are complete, and not of all that ever were', async () => {
    for (let count = 0; count <= mostUploads; count += 1) {
      const done = await append(await begin(), `${count}`, 0, { complete: true });
      assert.equal(done.kind, 'dataset');
    }
    assert.equal(served.chief.uploads.list(ann).length, mostUploads);
    assert.equal((await readdir(join(home.path, 'uploads'))).length, mostUploads);
  });

  it('go when nothing was added for a day, while the chief runs and at its start', async () => {
    const [old, older] = [await begin({ name: 'old' }), await begin({ name: 'older' })];
    await append(old, 'abc', 0);
    aheadMs = day - 60_000;
    assert.deepEqual((await served.chief.expiring()).items, []);
    aheadMs = day + 60_000;
    const due = (await served.chief.expiring()).items.map(({ kind, name, bytes }) => [kind, name, bytes]);
    assert.deepEqual(due.sort(), [
      ['upload', 'old', 3],
      ['upload', 'older', 0],
    ]);
    await append(older, 'x', 0);
    granted(await served.chief.removeExpired({ ...(await served.account('root')) }));
    assert.equal(codeOf(await served.chief.uploads.find(ann, old)), 'not-found');
    assert.equal(await offsetOf(older), 1, 'what bytes came of stays');
    aheadMs = 3 * day;
    await restart();
    assert.deepEqual([served.chief.uploads.list(ann), await incoming()], [[], 0]);
    assert.deepEqual(await readdir(join(home.path, 'uploads')), []);
  });

  it('stay for a day after the last byte, however long its part took, also where the chief was killed', async () => {
    const id = await begin();
    const body = new PassThrough();
    const cut = served.chief.uploads.append(ann, id, { ...part('', 0), body, expectedBytes: null });
    body.write('1234');
    while ((await incoming()) === 0) await new Promise(setImmediate);
    aheadMs = 2 * day;
    body.destroy(new Error('the line broke'));
    assert.equal(codeOf(await cut), 'cut-short');
    assert(served.chief.uploads.list(ann)[0]!.touchedAtMs > systemClock.wallTimeMs() + day);
    aheadMs = 0;
    await served.end();
    const path = join(home.path, 'uploads', id, 'upload.json');
    const record = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...record, touchedAtMs: record.createdAtMs - 2 * day }));
    await start();
    assert.equal(await offsetOf(id), 4, 'its bytes came after what was noted');
  });

  it('are left out by a starting chief where nobody can go on with them', async () => {
    const uploads = join(home.path, 'uploads');
    const record = (id: string) => join(uploads, id, 'upload.json');
    const [good, short, broken, foreign, long] = await Promise.all(
      Array.from({ length: 5 }, () => begin({ bytes: 4 })),
    );
    await append(good!, 'ab', 0);
    await writeFile(record(broken!), '{"version":1');
    const told = JSON.parse(await readFile(record(foreign!), 'utf8'));
    await writeFile(record(foreign!), JSON.stringify({ ...told, owner: 'nobody' }));
    await writeFile(record(short!), JSON.stringify({ ...told, id: good }));
    await writeFile(join(uploads, long!, 'data'), 'too many');
    await mkdir(join(uploads, 'half-made'));
    await restart();
    assert.deepEqual(await readdir(uploads), [good]);
    assert.equal(await offsetOf(good!), 2);
  });

  it('go with their account, and first where a disk stays short', async () => {
    const [first, second] = [await begin(), await begin()];
    await append(first, 'abc', 0);
    aheadMs = 1000;
    await append(second, 'defg', 0);
    disk = { ...plenty, freeBytes: 1 };
    while (served.chief.uploads.list(ann).length === 2) {
      laterMs += 10;
      await new Promise(setImmediate);
    }
    disk = plenty;
    assert.deepEqual(
      served.chief.uploads.list(ann).map(({ id }) => id),
      [second],
      'the one that waited longest',
    );
    const root = { ...(await served.account('root')), name: 'root' };
    granted(await served.chief.deleteAccount(root, 'ann'));
    // The first one may still be going, on a busy machine.
    while ((await readdir(join(home.path, 'uploads'))).length > 0) await new Promise(setImmediate);
  });
});
