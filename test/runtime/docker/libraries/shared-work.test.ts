import assert from 'node:assert/strict';
import { KeyedTurns } from '../../../../src/runtime/docker/libraries/keyed-turns.ts';
import { SharedWork } from '../../../../src/runtime/docker/libraries/shared-work.ts';

const never = new AbortController().signal;

describe('SharedWork', () => {
  it('does once what several want, and anew what is wanted later', async () => {
    const shared = new SharedWork<number>();
    let begun = 0;
    const work = async () => ++begun;
    assert.deepEqual(
      await Promise.all([
        shared.do('a', never, work),
        shared.do('a', never, work),
        shared.do('b', never, work),
      ]),
      [1, 1, 2],
    );
    assert.equal(await shared.do('a', never, work), 3);
  });

  it('goes on when one of several gives up, and stops with the last', async () => {
    const shared = new SharedWork<string>();
    const [first, second] = [new AbortController(), new AbortController()];
    let stopped = false;
    const work = (signal: AbortSignal) =>
      new Promise<string>((_, reject) => {
        signal.addEventListener('abort', () => {
          stopped = true;
          reject(signal.reason);
        });
      });
    const one = shared.do('a', first.signal, work);
    const other = shared.do('a', second.signal, work);
    first.abort(new Error('the first gives up'));
    await assert.rejects(one, /the first gives up/);
    assert.equal(stopped, false);
    second.abort(new Error('the second, too'));
    await assert.rejects(other, /the second, too/);
    assert.equal(stopped, true);
  });

  it('fails for all who want it, and can be tried again', async () => {
    const shared = new SharedWork<number>();
    const fail = () => Promise.reject(new Error('no'));
    const both = await Promise.allSettled([shared.do('a', never, fail), shared.do('a', never, fail)]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    assert.equal(await shared.do('a', never, async () => 1), 1);
  });
});

describe('KeyedTurns', () => {
  it('lets one go after the other, whatever becomes of them, and others of another key beside them', async () => {
    const turns = new KeyedTurns();
    const order: string[] = [];
    let finish = () => {};
    const first = turns.take('a', never, async () => {
      order.push('first');
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      throw new Error('no');
    });
    const second = turns.take('a', never, async () => order.push('second'));
    await turns.take('b', never, async () => order.push('beside'));
    finish();
    await assert.rejects(first, /no/);
    await second;
    assert.deepEqual(order, ['first', 'beside', 'second']);
  });

  it('lets one that gave up pass its turn on', async () => {
    const turns = new KeyedTurns();
    let finish = () => {};
    const first = turns.take(
      'a',
      never,
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    const stopping = new AbortController();
    const second = turns.take('a', stopping.signal, async () => assert.fail('it gave up'));
    const third = turns.take('a', never, async () => 'third');
    stopping.abort(new Error('enough'));
    await assert.rejects(second, /enough/);
    finish();
    await first;
    assert.equal(await third, 'third');
  });
});
