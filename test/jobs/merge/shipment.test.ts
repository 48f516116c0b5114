import assert from 'node:assert/strict';
import fc from 'fast-check';
import { maxBatch } from '../../../src/bridge/sizes.ts';
import { MergeQueue } from '../../../src/jobs/merge/merge-queue.ts';
import type { Entry } from '../../../src/jobs/merge/result-keeper.ts';
import { takeShipment } from '../../../src/jobs/merge/shipment.ts';

const mostBytes = 1024 * 1024;
const sizesText = (count: number): string => Buffer.from(new Uint32Array(count).buffer).toString('base64');

type Place = 'memory' | 'cache' | 'segment' | 'packed';

const piece = fc.record({
  count: fc.constantFrom(1, 2, 50, maxBatch - 1, maxBatch),
  place: fc.constantFrom<Place[]>('memory', 'cache', 'segment', 'packed'),
  bytes: fc.constantFrom(0, 1, 1000, mostBytes / 2, mostBytes, 2 * mostBytes),
  gap: fc.nat(1),
});

/** Results of `count` numbers with `bytes` bytes in all. */
function entryOf(first: number, count: number, place: Place, bytes: number): Entry {
  const sizes = new Uint32Array(count);
  sizes[0] = bytes;
  const range = { segment: 'results-1', offset: 0, length: bytes };
  const results = {
    memory: { first, sizes, payload: Buffer.alloc(bytes, first) },
    cache: { first, count, offset: 0, length: bytes, crc: 0 },
    segment: { first, sizes, payload: range },
    packed: { first, count, sizes: sizesText(count), payload: range, crc: 0 },
  }[place];
  return { first, count, results, kept: null, merged: false, fragmentBytes: 0, offeredAt: 0 };
}

function queueOf(...entries: readonly Entry[]): MergeQueue<Entry> {
  const queue = new MergeQueue<Entry>(true);
  for (const entry of entries) queue.offer(entry);
  return queue;
}

describe('takeShipment', () => {
  it('takes everything once and in order, without gaps and within what may travel together', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        let number = 1;
        const skipped: number[] = [];
        const entries = pieces.map(({ count, place, bytes, gap }) => {
          if (gap === 1) skipped.push(number);
          number += gap + count;
          return entryOf(number - count, count, place, bytes);
        });
        const queue = queueOf(...entries);
        for (const each of skipped) queue.skip(each);
        const taken: Entry[] = [];
        for (let shipment = takeShipment(queue); shipment !== null; shipment = takeShipment(queue)) {
          const { first, count, entries: together, content } = shipment;
          taken.push(...together);
          let end = first;
          for (const entry of together) {
            assert.equal(entry.first, end);
            end += entry.count;
          }
          assert.equal(end, first + count);
          if ('payload' in content) {
            assert.equal(content.first, first);
            assert.equal(content.sizes.length, count);
            if (Buffer.isBuffer(content.payload)) {
              const payloads = together.map(({ results }) => (results as { payload: Buffer }).payload);
              assert.ok(content.payload.equals(Buffer.concat(payloads)));
            } else assert.equal(together.length, 1);
          } else
            assert.deepEqual(
              content,
              together.map(({ results }) => results),
            );
          const parts: readonly { readonly length: number }[] =
            'payload' in content ? [content.payload] : content;
          const bytes = parts.reduce((sum, { length }) => sum + length, 0);
          assert.ok(together.length === 1 || (bytes <= mostBytes && count <= maxBatch));
        }
        assert.deepEqual(taken, entries);
      }),
    );
  });

  it('lets travel together what is in memory, or in the cache, and nothing else', () => {
    for (const [place, sent] of [
      ['memory', 3],
      ['cache', 3],
      ['segment', 1],
      ['packed', 1],
    ] as const) {
      const queue = queueOf(...[1, 2, 3].map((first) => entryOf(first, 1, place, 5)));
      assert.equal(takeShipment(queue)?.count, sent, place);
    }
    const mixed = queueOf(entryOf(1, 1, 'memory', 5), entryOf(2, 1, 'cache', 5), entryOf(3, 1, 'cache', 5));
    assert.equal(takeShipment(mixed)?.count, 1);
    assert.equal(takeShipment(mixed)?.count, 2);
  });

  it('has nothing while the next results are not there', () => {
    const queue = queueOf(entryOf(2, 1, 'memory', 5));
    assert.equal(takeShipment(queue), null);
    queue.skip(1);
    assert.equal(takeShipment(queue)?.first, 2);
  });
});
