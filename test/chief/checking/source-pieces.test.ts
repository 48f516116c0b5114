import assert from 'node:assert/strict';
import { PieceTaker, piecesOf } from '../../../src/chief/checking/source-pieces.ts';

describe('files in pieces', () => {
  it('come together again in their order, whatever their sizes, in messages that are bounded', () => {
    const sizes = [
      0,
      1,
      256 * 1024,
      256 * 1024 + 1,
      3 * 1024 ** 2,
      0,
      ...Array.from({ length: 600 }, () => 5),
      0,
    ];
    const files = sizes.map((size, n) => ({ path: `f${n}`, bytes: Buffer.alloc(size, n + 1) }));
    const taker = new PieceTaker();
    for (const pieces of piecesOf(files)) {
      assert.ok(pieces.length > 0 && pieces.length <= 256);
      assert.ok(pieces.reduce((sum, { bytes }) => sum + bytes.length, 0) <= 256 * 1024);
      taker.take(pieces);
    }
    assert.deepEqual([...taker.done().values()], files);
    assert.equal(taker.done().size, 0);
    assert.deepEqual([...piecesOf([])], []);
  });
});
