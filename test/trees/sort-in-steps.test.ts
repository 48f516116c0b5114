import assert from 'node:assert/strict';
import { sortInSteps } from '../../src/trees/sort-in-steps.ts';

describe('sorting in steps', () => {
  it('gives what sorting at once gives, for every length around those of its steps', async () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed;
    };
    for (const length of [0, 1, 2, 4095, 4096, 4097, 8192, 8193, 12_289, 20_000]) {
      const items = Array.from({ length }, (_, place) => ({ key: random() % 5000, place }));
      const sorted = await sortInSteps(items, (one, other) => one.key - other.key);
      assert.deepEqual(
        sorted,
        [...items].sort((one, other) => one.key - other.key),
        `${length}`,
      );
    }
  });

  it('lets others have their turn, however much there is to sort', async () => {
    const items = Array.from({ length: 40_960 }, (_, place) => (place * 48_271) % 40_961);
    let turns = 0;
    let sorted = false;
    const turn = () => {
      turns += 1;
      if (!sorted) setImmediate(turn);
    };
    setImmediate(turn);
    await sortInSteps(items, (one, other) => one - other);
    sorted = true;
    assert.ok(turns >= 40, `${turns} turns`);
  });
});
