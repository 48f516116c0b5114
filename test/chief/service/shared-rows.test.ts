import assert from 'node:assert/strict';
import { JobFeed } from '../../../src/chief/events/job-feed.ts';
import type { JobRow } from '../../../src/chief/job-view.ts';
import { FollowedJobs } from '../../../src/chief/service/followed-jobs.ts';
import { SharedRows } from '../../../src/chief/service/shared-rows.ts';
import type { Account } from '../../../src/store/accounts.ts';
import { SqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';

/** What is looked up, with the answers in the hand of the test. */
class LookUps {
  readonly answers: ((state: string | null) => void)[] = [];
  readonly rowOf = (id: string) =>
    new Promise<JobRow | null>((resolve) => {
      this.answers.push((state) => resolve(state === null ? null : ({ sequence: 9, id, state } as never)));
    });
}

describe('rows that many readers want', () => {
  it('are looked up once for all who ask at about the same time', async () => {
    const [clock, looks] = [new FakeClock(), new LookUps()];
    const rows = new SharedRows({ clock, rowOf: looks.rowOf });
    const asked = Array.from({ length: 500 }, () => rows.json('a'));
    assert.equal(looks.answers.length, 1);
    looks.answers[0]!('running');
    assert.deepEqual(new Set(await Promise.all(asked)), new Set(['{"id":"a","state":"running"}']));
    void rows.json('a');
    assert.equal(looks.answers.length, 1, 'shortly after');
    clock.advance(100);
    void rows.json('a');
    assert.equal(looks.answers.length, 2, 'later');
  });

  it('are never from before a change that a reader has heard of', async () => {
    const looks = new LookUps();
    const rows = new SharedRows({ clock: new FakeClock(), rowOf: looks.rowOf });
    const before = rows.json('a');
    rows.changed('a');
    const after = rows.json('a');
    looks.answers[0]!('running');
    looks.answers[1]!('done');
    assert.deepEqual(await Promise.all([before, after]), [
      '{"id":"a","state":"running"}',
      '{"id":"a","state":"done"}',
    ]);
  });

  it('are asked for anew where the store failed', async () => {
    let calls = 0;
    const rowOf = async () => {
      calls += 1;
      throw new Error('the store is closed');
    };
    const rows = new SharedRows({ clock: new FakeClock(), rowOf });
    await assert.rejects(rows.json('a'));
    await assert.rejects(rows.json('a'));
    assert.equal(calls, 2);
  });

  it('cost one look for each change, however many streams are open', async () => {
    const [clock, feed, store] = [new FakeClock(), new JobFeed(), new SqliteStore(':memory:')];
    let looked = 0;
    const rowOf = async (id: string) => {
      looked += 1;
      return { sequence: looked, id, state: 'running' } as never;
    };
    const followed = new FollowedJobs({ clock, feed, store, rowOf });
    const account = { name: 'ann', admin: false } as Account;
    try {
      const streams = Array.from({ length: 200 }, () =>
        followed.follow(account, null, new AbortController().signal),
      );
      for (const stream of streams) assert.equal((await stream.next()).value?.type, 'counts');
      for (let change = 1; change <= 5; change += 1) {
        const told = streams.map((stream) => stream.next());
        clock.advance(1000);
        feed.changed('a', 'ann');
        for (const each of told)
          assert.equal(
            (await each).value?.json,
            '{"rows":[{"id":"a","state":"running"}],"gone":[],"missed":false}',
          );
        assert.equal(looked, change);
      }
    } finally {
      feed.close();
      await store.close();
    }
  });
});
