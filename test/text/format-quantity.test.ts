import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatNumber, formatShortTime } from '../../src/text/format-quantity.ts';

describe('formatShortTime', () => {
  it('shows what is shorter than a second in milliseconds, and else as any time', () => {
    const shown = [0, 0.00004, 0.00099, 0.001, 0.0042, 0.42, 0.9994, 0.9996, 75].map(formatShortTime);
    assert.deepEqual(shown, [
      ...['0.00 ms', '0.04 ms', '0.99 ms', '1.0 ms', '4.2 ms', '420 ms', '999 ms', '1.0 s', '1 min 15 s'],
    ]);
  });
});

describe('formatNumber', () => {
  it('is what the language says, without its tables', () => {
    for (const value of [0, -0, 1e3, -1e6, 1e20, 1e21, Number.POSITIVE_INFINITY])
      if (Math.abs(value) < 1e21) assert.equal(formatNumber(value), value.toLocaleString('en-US'));
      else assert.equal(formatNumber(value), String(value));
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom(1, 8, 100), (count, parts) => {
        const value = Math.trunc(count / 1e4) / parts;
        assert.equal(formatNumber(value), value.toLocaleString('en-US'));
        assert.equal(formatNumber(count), count.toLocaleString('en-US'));
      }),
    );
  });
});
