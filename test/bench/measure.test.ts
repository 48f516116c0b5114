import assert from 'node:assert/strict';
import { type Contestant, fragmentsFor } from '../../bench/contestant.ts';
import { compare, spread } from '../../bench/measure.ts';
import { comparisonTable, toMarkdown, toText } from '../../bench/tables.ts';
import { burnWork, identityWork } from '../../bench/work.ts';

/** Does so many fragments a second, a little fewer in every round. */
function contestant(name: string, fragmentsPerSecond: number, turns: string[]): Contestant {
  let round = 0;
  return {
    name,
    missing: null,
    pace: { fragmentsPerSecond, bytesPerSecond: 1e9 },
    async run(work, fragments) {
      turns.push(name);
      round += 1;
      const seconds = (fragments / fragmentsPerSecond) * round;
      const bytes = fragments * work.fragmentBytes;
      return { fragments, bytes, seconds, totalSeconds: seconds + 1, peakBytes: round * 1e6 };
    },
  };
}

describe('bench', () => {
  it('lets the contestants take turns and compares within each round', async () => {
    const turns: string[] = [];
    const pair = [contestant('slow', 1000, turns), contestant('fast', 5000, turns)];
    const result = await compare(identityWork(64), pair, { rounds: 3, seconds: 1, onRun: () => {} });
    assert.deepEqual(turns, ['slow', 'fast', 'slow', 'fast', 'slow', 'fast']);
    const fast = result.standings[1]!;
    assert.ok(Math.abs(fast.ratio.lowest - 5) < 1e-9 && Math.abs(fast.ratio.highest - 5) < 1e-9);
    assert.ok(Math.abs(fast.fragmentsPerSecond.median - 2500) < 1e-6);
    assert.equal(fast.peakBytes, 3e6);
  });

  it('gives each as many fragments as fill the time', () => {
    const pace = { ...contestant('one', 1000, []), pace: { fragmentsPerSecond: 1000, bytesPerSecond: 1e6 } };
    assert.equal(fragmentsFor(pace, { ...identityWork(64), fragmentBytes: 1000 }, 2), 1000);
    assert.equal(fragmentsFor(pace, burnWork(0.02), 4), 370);
    assert.equal(fragmentsFor(pace, identityWork(1e9), 1), 2);
  });

  it('takes the middle of odd and even numbers of values', () => {
    assert.deepEqual(spread([3, 1, 2]), { median: 2, lowest: 1, highest: 3 });
    assert.deepEqual(spread([4, 1, 2, 3]), { median: 2.5, lowest: 1, highest: 4 });
  });

  it('prints tables for people and for pages', async () => {
    const pair = [contestant('slow', 1000, []), contestant('fast', 5000, [])];
    const result = await compare(identityWork(64), pair, { rounds: 1, seconds: 1, onRun: () => {} });
    const table = comparisonTable(result);
    assert.match(toText(table), /^fast {2}.* 5,000 .* 5\.0 × /m);
    assert.match(toMarkdown(table), /^\| fast \| 5,000 \| 5,000 \| 0\.32 \| 5\.0 × \| 5\.0–5\.0 \| 1 \|$/m);
  });
});
