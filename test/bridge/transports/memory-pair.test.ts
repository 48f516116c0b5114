import assert from 'node:assert/strict';
import { once } from 'node:events';
import { memoryPair } from '../../../src/bridge/transports/memory-pair.ts';

describe('memoryPair', () => {
  it('carries bytes both ways and the end of either side', async () => {
    const [left, right] = memoryPair();
    left.end('to the right');
    right.end('to the left');
    const [atRight, atLeft] = await Promise.all([right.toArray(), left.toArray()]);
    assert.equal(Buffer.concat(atRight).toString(), 'to the right');
    assert.equal(Buffer.concat(atLeft).toString(), 'to the left');
  });

  it('holds the writer back until the other side reads', async () => {
    const [left, right] = memoryPair();
    const chunk = Buffer.alloc(64 * 1024);
    let written = 0;
    for (let count = 0; count < 10; count += 1) left.write(chunk, () => (written += 1));
    await new Promise(setImmediate);
    assert(written < 10, `${written} writes were taken that nobody read`);
    assert(right.readableLength <= 2 * chunk.length);
    right.resume();
    left.end();
    await once(right, 'end');
    assert.equal(written, 10);
  });

  it('ends the other side when one is destroyed, and lets nobody wait', async () => {
    const [left, right] = memoryPair();
    const errors: string[] = [];
    right.on('error', (error: NodeJS.ErrnoException) => errors.push(error.code ?? ''));
    const written: string[] = [];
    right.write(Buffer.alloc(64 * 1024), () => written.push('held back'));
    right.write(Buffer.alloc(1), (error) => written.push(error ? 'refused' : 'taken'));
    left.destroy();
    await new Promise((resolve) => right.resume().once('close', resolve));
    assert.deepEqual(written, ['held back', 'refused']);
    assert.deepEqual(errors, ['EPIPE']);

    const [quiet, reader] = memoryPair();
    quiet.write('last words');
    quiet.destroy();
    assert.equal(Buffer.concat(await reader.toArray()).toString(), 'last words');
  });
});
