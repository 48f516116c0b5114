import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readByteRange } from '../../../src/http/download/byte-range.ts';

describe('byte ranges', () => {
  it('are read as RFC 9110 has them', () => {
    const cases: readonly (readonly [string | undefined, ReturnType<typeof readByteRange>])[] = [
      [undefined, null],
      ['bytes=0-0', { first: 0, last: 0 }],
      ['bytes=2-4', { first: 2, last: 4 }],
      ['bytes=2-', { first: 2, last: 9 }],
      ['bytes=-3', { first: 7, last: 9 }],
      ['bytes=-30', { first: 0, last: 9 }],
      ['bytes=5-500', { first: 5, last: 9 }],
      ['bytes=10-', 'unsatisfiable'],
      ['bytes=99999999999999999999-', 'unsatisfiable'],
      ['bytes=-0', 'unsatisfiable'],
      ['bytes=4-2', null],
      ['bytes=-', null],
      ['bytes=0-1,3-4', null],
      ['items=0-1', null],
      ['bytes=a-b', null],
      ['bytes=1.5-2', null],
    ];
    for (const [header, expected] of cases) assert.deepEqual(readByteRange(header, 10), expected, header);
    assert.equal(readByteRange('bytes=0-', 0), 'unsatisfiable');
    assert.equal(readByteRange('bytes=-1', 0), 'unsatisfiable');
  });

  it('never lead out of the file', () => {
    const header = fc.oneof(
      fc.string(),
      fc.tuple(fc.nat(30), fc.nat(30)).map(([a, b]) => `bytes=${a}-${b}`),
      fc.nat(30).map((n) => `bytes=-${n}`),
    );
    fc.assert(
      fc.property(header, fc.nat(20), (text, bytes) => {
        const range = readByteRange(text, bytes);
        if (range === null || range === 'unsatisfiable') return;
        assert(0 <= range.first && range.first <= range.last && range.last < bytes);
      }),
    );
  });
});
