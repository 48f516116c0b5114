import assert from 'node:assert/strict';
import { isBomb } from '../../src/package/archives/is-bomb.ts';

const MiB = 1024 ** 2;

describe('an archive that was made to be heavy', () => {
  it('unpacks to more than 64 MiB and to more than 200 times its size', () => {
    assert.equal(isBomb(64 * MiB, 1000), false);
    assert.equal(isBomb(64 * MiB + 1, 1000), true);
    assert.equal(isBomb(200 * MiB, MiB), false);
    assert.equal(isBomb(200 * MiB + 1, MiB), true);
  });
});
