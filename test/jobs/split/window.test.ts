import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Window } from '../../../src/jobs/split/window.ts';

const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);

describe('Window', () => {
  it('never lets more out than its bounds (and one fragment), and never stalls', () => {
    const limits = fc.record({
      windowFragments: fc.integer({ min: 1, max: 50 }),
      windowBytes: fc.integer({ min: 1, max: 1000 }),
    });
    const lead = fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.constant(Number.POSITIVE_INFINITY));
    const sizes = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(limits, lead, sizes, fc.infiniteStream(fc.nat(9)), (bounds, leadBytes, fragments, dice) => {
        const window = new Window(bounds);
        // Yielded and not yet given to a worker; given to one and not yet merged.
        const waiting: number[] = [];
        const taken: number[] = [];
        let creditFragments = 0;
        let creditBytes = 0;
        for (let at = 0; at < fragments.length; ) {
          const grant = window.grant(sum(waiting), leadBytes);
          if (grant !== null) {
            creditFragments += grant.fragments;
            creditBytes += grant.bytes;
          }
          const mayYield = creditFragments > 0 && creditBytes > 0;
          assert.equal(window.open, mayYield);
          assert.ok(
            mayYield || waiting.length + taken.length > 0,
            'the splitter waits for credit, and nothing is left that could free any',
          );
          if (mayYield && (waiting.length + taken.length === 0 || dice.next().value! < 6)) {
            const size = fragments[at]!;
            window.yielded(1, size);
            creditFragments -= 1;
            creditBytes -= size;
            waiting.push(size);
            at += 1;
          } else if (waiting.length > 0 && (taken.length === 0 || dice.next().value! < 5))
            taken.push(waiting.shift()!);
          else window.leave(1, taken.shift()!);
          const held = [...taken, ...waiting];
          assert.ok(held.length <= bounds.windowFragments);
          assert.ok(sum(held) - (held.at(-1) ?? 0) < bounds.windowBytes);
          assert.ok(waiting.length === 0 || sum(waiting) - waiting.at(-1)! < leadBytes);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is larger where there are more than 100 workers, up to the most that there may be', () => {
    let workers = 100;
    const window = new Window({ windowFragments: 1000, windowBytes: 1_000_000 }, () => workers);
    assert.deepEqual(window.grant(), { fragments: 1000, bytes: 1_000_000 });
    workers = 350;
    assert.deepEqual(window.grant(), { fragments: 2500, bytes: 2_500_000 });
    workers = 1024;
    assert.deepEqual(window.grant(), { fragments: 6500, bytes: 6_740_000 });
    workers = 100_000;
    assert.equal(window.grant(), null);
    workers = 1;
    assert.equal(window.grant(), null);
  });

  it('hands out credit in pieces worth a batch', () => {
    const window = new Window({ windowFragments: 100, windowBytes: 1_000_000 });
    assert.deepEqual(window.grant(), { fragments: 100, bytes: 1_000_000 });
    window.yielded(100, 100);
    window.leave(24, 24);
    assert.equal(window.grant(), null);
    window.leave(1, 1);
    assert.equal(window.grant()?.fragments, 25);
    window.yielded(25, 25);
    window.leave(60, 60);
    assert.equal(window.grant()?.fragments, 50);
  });
});
