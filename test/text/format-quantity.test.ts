import assert from 'node:assert/strict';
import { formatShortTime } from '../../src/text/format-quantity.ts';

describe('formatShortTime', () => {
  it('shows what is shorter than a second in milliseconds, and else as any time', () => {
    const shown = [0, 0.00004, 0.00099, 0.001, 0.0042, 0.42, 0.9994, 0.9996, 75].map(formatShortTime);
    assert.deepEqual(shown, [
      ...['0.00 ms', '0.04 ms', '0.99 ms', '1.0 ms', '4.2 ms', '420 ms', '999 ms', '1.0 s', '1 min 15 s'],
    ]);
  });
});
