import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { combineCrc, continueCrc } from '../../../src/jobs/disk/checksum.ts';

describe('checksums', () => {
  it('gives the checksum of two pieces together, from those of each', () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(bytes, bytes, (left, right) => {
        const whole = crc32(Buffer.concat([left, right]));
        assert.equal(combineCrc(crc32(left), crc32(right), right.length), whole);
      }),
    );
  });

  it('goes on from a checksum, also over nothing', () => {
    const bytes = fc.uint8Array({ maxLength: 20 });
    fc.assert(
      fc.property(bytes, bytes, (left, right) => {
        assert.equal(continueCrc(crc32(left), right), crc32(Buffer.concat([left, right])));
      }),
    );
  });

  it('holds for pieces of more than 4 GiB', () => {
    let zeros = crc32(Buffer.alloc(1 << 20));
    for (let size = 1 << 20; size < 2 ** 33; size *= 2) zeros = combineCrc(zeros, zeros, size);
    const afterwards = combineCrc(zeros, crc32('end'), 3);
    assert.equal(
      combineCrc(crc32('start'), afterwards, 2 ** 33 + 3),
      combineCrc(combineCrc(crc32('start'), zeros, 2 ** 33), crc32('end'), 3),
    );
  });
});
