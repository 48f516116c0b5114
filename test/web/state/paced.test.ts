import assert from 'node:assert/strict';
import { paced } from '../../../web/src/state/paced.ts';

describe('updates of the page', () => {
  it('are at most four a second, however many events come, and none is lost', () => {
    const timers: (() => void)[] = [];
    const applied: (readonly number[])[] = [];
    const updates = paced<number>(
      (items) => applied.push(items),
      (ms, call) => {
        assert.equal(ms, 250);
        timers.push(call);
        return () => {};
      },
    );
    const pass = () => timers.shift()?.();
    for (let item = 0; item < 1000; item += 1) {
      updates.add(item);
      if (item % 400 === 399) pass();
    }
    assert.deepEqual(
      applied.map(({ length }) => length),
      [1, 399, 400],
    );
    pass();
    assert.deepEqual(
      applied.flat(),
      Array.from({ length: 1000 }, (_, item) => item),
    );
    pass();
    assert.equal(timers.length, 0, 'nothing ticks while nothing comes');
    updates.add(1);
    assert.equal(applied.length, 5, 'the first after a while is applied at once');
  });
});
