import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FairQueue } from '../../../src/chief/checking/fair-queue.ts';

const account = fc.constantFrom('ada', 'ben', 'cleo', 'dora');
/** An account whose next entry comes in, or null: one is taken. */
const steps = fc.array(fc.option(account), { maxLength: 200 });

describe('FairQueue', () => {
  it('keeps the order of each account, and lets nobody wait for two of any other', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const queue = new FairQueue<{ readonly account: string; readonly number: number }>();
        const waiting = new Map<string, number[]>();
        const takenSince = new Map<string, Map<string, number>>();
        let number = 0;
        for (const step of all) {
          if (step !== null) {
            number += 1;
            queue.add(step, { account: step, number });
            const own = waiting.get(step) ?? [];
            if (own.length === 0) takenSince.set(step, new Map());
            waiting.set(step, [...own, number]);
            continue;
          }
          const entry = queue.take();
          const left = [...waiting].filter(([, numbers]) => numbers.length > 0);
          assert.equal(entry === undefined, left.length === 0);
          if (entry === undefined) continue;
          assert.equal(entry.number, waiting.get(entry.account)!.shift());
          takenSince.set(entry.account, new Map());
          for (const [other, numbers] of waiting) {
            if (other === entry.account || numbers.length === 0) continue;
            const since = takenSince.get(other)!;
            since.set(entry.account, (since.get(entry.account) ?? 0) + 1);
            assert.ok(since.get(entry.account)! <= 1, `${other} waited for two of ${entry.account}`);
          }
        }
      }),
    );
  });

  it('passes over those that may not go, who keep their turn', () => {
    const queue = new FairQueue<string>();
    for (const entry of ['a1', 'a2', 'b1']) queue.add(entry[0]!, entry);
    assert.equal(
      queue.take((name) => name !== 'a'),
      'b1',
    );
    assert.equal(
      queue.take((name) => name !== 'a'),
      undefined,
    );
    assert.deepEqual([queue.take(), queue.take(), queue.take()], ['a1', 'a2', undefined]);
  });
});
