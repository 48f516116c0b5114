import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Batch } from '../../../src/bridge/batch.ts';
import { PrefixDigest } from '../../../src/jobs/disk/prefix-digest.ts';

const nothingInSegments = () => assert.fail('there are no segments');

/** The fragments as batches cut at the given places. */
function batches(fragments: readonly Uint8Array[], cuts: readonly number[]): Batch[] {
  const at = [...new Set([0, ...cuts.map((cut) => cut % fragments.length), fragments.length])].sort(
    (a, b) => a - b,
  );
  return at.slice(0, -1).map((start, index) => {
    const part = fragments.slice(start, at[index + 1]);
    return {
      first: start + 1,
      sizes: Uint32Array.from(part, ({ length }) => length),
      payload: Buffer.concat(part),
    };
  });
}

describe('PrefixDigest', () => {
  const fragments = fc.array(fc.uint8Array({ maxLength: 6 }), { minLength: 1, maxLength: 12 });
  const cuts = fc.array(fc.nat(12), { maxLength: 6 });

  it('does not depend on how fragments were batched, at any fragment', () => {
    fc.assert(
      fc.property(fragments, cuts, cuts, fc.nat(11), (all, left, right, at) => {
        const through = (at % all.length) + 1;
        const digests = [left, right].map((places) => {
          const digest = new PrefixDigest(nothingInSegments);
          let seen = '';
          for (const batch of batches(all, places)) {
            const inside = through >= batch.first && through < batch.first + batch.sizes.length;
            if (inside) seen = digest.updateThrough(batch, through);
            else digest.update(batch);
          }
          return [seen, digest.value()];
        });
        assert.deepEqual(digests[0], digests[1]);
        const prefix = new PrefixDigest(nothingInSegments);
        for (const batch of batches(all.slice(0, through), [])) prefix.update(batch);
        assert.equal(prefix.value(), digests[0]![0]);
      }),
    );
  });

  it('differs when a fragment, or only where it ends, differs', () => {
    const values = [
      [[1, 2], [3]],
      [[1], [2, 3]],
      [[1, 2], [4]],
      [[1, 2], [3], []],
    ].map((list) => {
      const digest = new PrefixDigest(nothingInSegments);
      for (const batch of batches(
        list.map((bytes) => Uint8Array.from(bytes)),
        [],
      ))
        digest.update(batch);
      return digest.value();
    });
    assert.equal(new Set(values).size, values.length);
  });
});
