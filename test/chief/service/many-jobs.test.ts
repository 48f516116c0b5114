import assert from 'node:assert/strict';
import { ManyJobs } from '../../../src/chief/service/many-jobs.ts';

const open = new AbortController().signal;
const ids = (count: number, prefix = 'j') => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const turns = () => new Promise(setImmediate);

describe('many jobs', () => {
  it('of one account hold up nobody else, however often it asks', async () => {
    const jobs = new ManyJobs();
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let underway = 0;
    let most = 0;
    const act = async () => {
      underway += 1;
      most = Math.max(most, underway);
      await held;
      underway -= 1;
      return { kind: 'deleted' } as const;
    };
    const asked = Array.from({ length: 20 }, () =>
      jobs.each('ann', ids(40), 40, act, new AbortController().signal),
    );
    await turns();
    assert.equal(most, 8, 'of the account at once');
    const others = await jobs.each('bob', ids(9), 1, async () => ({ kind: 'deleted' }), open);
    assert.equal(others.length, 9);
    release();
    for (const items of await Promise.all(asked))
      assert.deepEqual(
        items,
        ids(40).map((id) => ({ id, problem: null })),
      );
    assert.equal(most, 8);
  });

  it('are left as they are once nobody waits for the answer', async () => {
    const jobs = new ManyJobs();
    const gone = new AbortController();
    const acted: string[] = [];
    const asked = jobs.each(
      'ann',
      ids(200),
      1,
      async (id) => {
        acted.push(id);
        if (id === 'j2') gone.abort(new Error('gone'));
        return { kind: 'deleted' };
      },
      gone.signal,
    );
    await assert.rejects(asked, /gone/);
    assert.deepEqual(acted, ids(3));
  });
});
