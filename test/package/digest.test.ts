import assert from 'node:assert/strict';
import { digestInTurns, digestOf } from '../../src/package/digest.ts';

describe('the digest of a package', () => {
  it('is the same in turns, also of files that take several and of those without content', async () => {
    const sizes = [0, 3, 4 * 1024 ** 2, 9 * 1024 ** 2 + 1, 0];
    const files = sizes.map((size, n) => ({ path: `ä${n}`, bytes: Buffer.alloc(size, n) }));
    assert.equal(await digestInTurns(files), digestOf(files));
    assert.equal(await digestInTurns([]), digestOf([]));
    assert.notEqual(await digestInTurns(files.slice(1)), digestOf(files));
  });
});
