import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mostCells, type Range, Ribbon, type RibbonCells } from '../../../src/jobs/look/ribbon.ts';

type Kind = keyof RibbonCells;

/** The same for each fragment by itself. */
function plainly(newest: number, cell: number, stateOf: (fragment: number) => Kind): Record<Kind, number[]> {
  const length = Math.ceil(newest / cell);
  const none = () => Array.from({ length }, () => 0);
  const cells = {
    ...{ waiting: none(), inHand: none(), kept: none(), merged: none(), skipped: none(), failed: none() },
    retried: none(),
  };
  for (let fragment = 1; fragment <= newest; fragment += 1)
    cells[stateOf(fragment)][Math.floor((fragment - 1) / cell)]! += 1;
  return cells;
}

describe('Ribbon', () => {
  it('counts every fragment once, in the state that it is in, however wide the cells became', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 20 });
    const kinds = fc.constantFrom<Kind>('waiting', 'inHand', 'kept', 'merged', 'skipped');
    fc.assert(
      fc.property(lengths, fc.array(kinds, { minLength: 20, maxLength: 20 }), (counts, states) => {
        const ribbon = new Ribbon();
        const hands: Range[] = [];
        const ranges: (Range & { readonly kind: Kind })[] = [];
        let newest = 0;
        for (const [index, count] of counts.entries()) {
          ranges.push({ first: newest + 1, count, kind: states[index]! });
          newest += count;
        }
        // The last comes first, as where one worker is slow.
        for (const { kind, ...range } of [...ranges].reverse()) {
          if (kind === 'kept' || kind === 'merged') ribbon.results(range);
          if (kind === 'merged') ribbon.merged(range);
          if (kind === 'inHand') hands.push(range, range);
          if (kind === 'skipped') for (let n = 0; n < range.count; n += 1) ribbon.skipped(range.first + n);
        }
        const { cell, cells } = ribbon.look(newest, hands);
        assert(cells.waiting.length <= mostCells);
        const stateOf = (fragment: number) =>
          ranges.find(({ first, count }) => fragment >= first && fragment < first + count)!.kind;
        assert.deepEqual(cells, plainly(newest, cell, stateOf));
      }),
      { numRuns: 50 },
    );
  });

  it('takes as much for a million fragments as for a thousand, and knows a second copy of what is done', () => {
    const ribbon = new Ribbon();
    for (let first = 1; first <= 1_000_000; first += 1000) ribbon.results({ first, count: 1000 });
    ribbon.merged({ first: 1, count: 500_000 });
    const { cell, cells } = ribbon.look(1_000_000, [{ first: 999_999, count: 2 }]);
    assert.deepEqual([cell, cells.merged.length], [2048, 489]);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    assert.deepEqual([sum(cells.merged), sum(cells.kept)], [500_000, 500_000]);
    assert.deepEqual([sum(cells.waiting), sum(cells.inHand)], [0, 0]);
    ribbon.mergesAnew();
    assert.equal(sum(ribbon.look(1_000_000, []).cells.kept), 1_000_000);
    ribbon.retried(7);
    ribbon.retried(7);
    assert.equal(ribbon.look(1_000_000, []).cells.retried[0], 2);
  });

  it('has no cells before the first fragment, and bounds what workers have by what was yielded', () => {
    const ribbon = new Ribbon();
    assert.deepEqual(ribbon.look(0, []).cells.waiting, []);
    const { cells } = ribbon.look(3, [{ first: 2, count: 9 }]);
    assert.deepEqual(
      [cells.waiting, cells.inHand],
      [
        [1, 0, 0],
        [0, 1, 1],
      ],
    );
  });
});
