import assert from 'node:assert/strict';
import { ResultRoom } from '../../../src/jobs/work/result-room.ts';

describe('room for results', () => {
  it('is for as many as the largest so far would fit', () => {
    let left = 100;
    const room = new ResultRoom(() => left);
    const saw = (...sizes: readonly number[]) => {
      const payload = Buffer.alloc(sizes.reduce((sum, size) => sum + size, 0));
      room.saw({ first: 1, sizes: Uint32Array.from(sizes), payload });
    };
    saw(0);
    assert.equal(room.results, Number.POSITIVE_INFINITY);
    saw(10, 20);
    saw(3);
    assert.equal(room.results, 6);
    left = -1;
    assert.equal(room.results, 0);
  });
});
