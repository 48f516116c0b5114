import assert from 'node:assert/strict';
import { limitNames } from '../../src/model/limits.ts';
import { likeliest } from '../../src/text/likeliest.ts';

describe('the likeliest name', () => {
  const cases: readonly (readonly [typed: string, meant: string | null])[] = [
    ['memroy', 'memory'],
    ['MEMORY', 'memory'],
    ['memory', 'memory'],
    ['memorycap', 'memoryCap'],
    ['fragmentsBytes', 'fragmentBytes'],
    ['fragmentSecond', 'fragmentSeconds'],
    ['cpu', 'cpus'],
    ['xyzzy', null],
    ['', null],
    ['m'.repeat(10_000), null],
  ];
  for (const [typed, meant] of cases)
    it(`for ${JSON.stringify(typed.slice(0, 20))} is ${meant}`, () =>
      assert.equal(likeliest(typed, limitNames), meant));
});
