import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { receiveUpload, writeBody } from '../../../src/chief/content/receive-upload.ts';
import { ChiefHome } from '../../helpers/chief-home.ts';

describe('receiving an upload', () => {
  let home: ChiefHome;
  before(async () => {
    home = await ChiefHome.make();
  });
  after(() => home.remove());
  const bounds = { maxBytes: 1000, expectedBytes: null, claim: async () => null };
  const leftovers = async () => (await home.entries()).filter((entry) => entry.startsWith('incoming/'));

  it('keeps the bytes with their digest until they are discarded', async () => {
    const chunks = [Buffer.alloc(600, 'a'), Buffer.alloc(400, 'b')];
    const whole = Buffer.concat(chunks);
    const received = await receiveUpload(home.path, Readable.from(chunks), {
      ...bounds,
      expectedBytes: 1000,
    });
    assert(received.kind === 'received');
    const { upload } = received;
    assert.equal(upload.bytes, 1000, 'exactly the limit is fine');
    assert.equal(upload.digest, `sha256:${createHash('sha256').update(whole).digest('hex')}`);
    assert.deepEqual(await readFile(upload.path), whole);
    await upload.discard();
    await upload.discard();
    assert.deepEqual(await leftovers(), []);
  });

  it('refuses one byte too much without reading on, and leaves the body open to be answered', async () => {
    const body = new PassThrough();
    body.write(Buffer.alloc(1001));
    const received = await receiveUpload(home.path, body, bounds);
    assert.deepEqual(received, { kind: 'too-large', maxBytes: 1000 });
    assert.equal(body.destroyed, false);
    body.end('the rest');
    await finished(body.resume());
    assert.deepEqual(await leftovers(), []);
    const announced = await receiveUpload(home.path, Readable.from([]), { ...bounds, expectedBytes: 1001 });
    assert.deepEqual(announced, { kind: 'too-large', maxBytes: 1000 });
  });

  it('keeps nothing of a body that ends early, late or with its sender', async () => {
    const gone = new PassThrough();
    gone.write('some');
    const receiving = receiveUpload(home.path, gone, bounds);
    gone.destroy(new Error('aborted'));
    assert.deepEqual(await receiving, { kind: 'cut-short' });
    for (const expectedBytes of [3, 5]) {
      const body = Readable.from([Buffer.from('four')]);
      assert.deepEqual(await receiveUpload(home.path, body, { ...bounds, expectedBytes }), {
        kind: 'cut-short',
      });
    }
    assert.deepEqual(await leftovers(), []);
  });

  it('says that the disk is full, and leaves nothing', async () => {
    // The system's own full device stands for a file on a full disk; beside it lies a real one to be removed.
    const onFullDisk: typeof open = async (path, flags, mode) => {
      await (await open(path, flags, mode)).close();
      return open('/dev/full', 'w');
    };
    const body = Readable.from([Buffer.from('four')]);
    assert.deepEqual(await receiveUpload(home.path, body, bounds, onFullDisk), { kind: 'disk-full' });
    assert.deepEqual(await leftovers(), []);
  });

  it('takes an empty body for what it is', async () => {
    const file = await open(join(home.path, 'empty'), 'w');
    try {
      const written = await writeBody(Readable.from([]), file, { ...bounds, maxBytes: 0, expectedBytes: 0 });
      assert.equal(written.kind === 'written' && written.bytes, 0);
    } finally {
      await file.close();
    }
  });
});
