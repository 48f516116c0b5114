import assert from 'node:assert/strict';
import fc from 'fast-check';
import { exactQuantity } from '../../src/text/exact-quantity.ts';
import { parseQuantity, type QuantityUnit } from '../../src/text/parse-quantity.ts';

const units = ['bytes', 'seconds', 'count', 'cores'] as const satisfies readonly QuantityUnit[];

describe('parseQuantity', () => {
  it('reads what people write', () => {
    const cases: readonly (readonly [QuantityUnit, string | number, number | null])[] = [
      ['bytes', 4096, 4096],
      ['bytes', '64KiB', 65_536],
      ['bytes', ' 1.5 mb ', 1_500_000],
      ['bytes', '0.4', null],
      ['bytes', '1m', null],
      ['bytes', '9999999TiB', null],
      ['seconds', '90s', 90],
      ['seconds', '5m', 300],
      ['seconds', '250ms', 0.25],
      ['seconds', '14d', 14 * 86_400],
      ['seconds', '1KiB', null],
      ['count', '12', 12],
      ['count', 1.5, null],
      ['count', 0, null],
      ['cores', '0.5', 0.5],
      ['cores', -1, null],
      ['cores', '1constructor', null],
    ];
    for (const [unit, value, expected] of cases)
      assert.equal(parseQuantity(unit, value), expected, `${unit} ${value}`);
  });

  it('reads 0, however it is written, only where that is said to mean something', () => {
    for (const [unit, value] of [
      ['seconds', 0],
      ['seconds', '0'],
      ['seconds', '0s'],
      ['seconds', '0d'],
      ['bytes', '0KiB'],
    ] as const) {
      assert.equal(parseQuantity(unit, value, true), 0, `${value}`);
      assert.equal(parseQuantity(unit, value), null, `${value}`);
    }
    assert.equal(parseQuantity('bytes', '0.4', true), null, 'less than a byte');
    assert.equal(parseQuantity('seconds', -1, true), null);
    assert.equal(parseQuantity('seconds', '0KiB', true), null);
  });

  it('gives null or a number above 0, whatever it is given', () => {
    const value = fc.oneof(fc.string(), fc.double(), fc.stringMatching(/^\d{1,400}(\.\d+)? ?[a-zA-Z]{0,4}$/));
    fc.assert(
      fc.property(fc.constantFrom(...units), value, (unit, given) => {
        const parsed = parseQuantity(unit, given);
        if (parsed === null) return;
        assert.ok(Number.isFinite(parsed) && parsed > 0);
        if (unit === 'bytes' || unit === 'count') assert.ok(Number.isSafeInteger(parsed));
      }),
    );
  });

  it('reads sizes and durations as they are shown', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<QuantityUnit>('bytes', 'seconds'),
        fc.integer({ min: 1, max: 2 ** 50 }),
        (unit, value) => {
          const shown = exactQuantity(unit, value);
          assert.equal(parseQuantity(unit, shown.replace(' bytes', '')), value, shown);
        },
      ),
    );
  });
});
