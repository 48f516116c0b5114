import assert from 'node:assert/strict';
import { type JobChanges, JobFeed } from '../../../src/chief/events/job-feed.ts';

const never = new AbortController().signal;
const read = (feed: JobFeed, owner: string | null, most = 10, signal: AbortSignal = never) =>
  feed.read({ owner, most, pace: async () => {} }, signal);

describe('JobFeed', () => {
  it('tells each reader of its own account’s jobs, once however often they changed', async () => {
    const feed = new JobFeed();
    const [ann, all] = [read(feed, 'ann'), read(feed, null)];
    const told = [ann.next(), all.next()];
    for (let n = 0; n < 5; n += 1) feed.changed('b', 'bob');
    feed.changed('a', 'ann');
    feed.gone('c', 'ann');
    const [own, whole] = (await Promise.all(told)).map(({ value }) => value as JobChanges);
    assert.deepEqual(own, { changed: ['a'], gone: ['c'], missed: false });
    assert.deepEqual(whole!.changed, ['b', 'a']);
    feed.close();
    assert.equal((await ann.next()).done, true);
    assert.equal((await all.next()).done, true);
  });

  it('keeps no more for a reader that does not read than it may, and says that some were missed', async () => {
    const feed = new JobFeed();
    const reader = read(feed, null, 20_000);
    const first = reader.next();
    feed.changed('first', 'ann');
    await first;
    for (let n = 0; n < 25_000; n += 1) feed.changed(String(n), 'ann');
    const { changed, missed } = (await reader.next()).value as JobChanges;
    assert.deepEqual([changed.length, missed], [10_000, true]);
    await reader.return(undefined);
  });

  it('gives at most so many at once, and ends with the signal', async () => {
    const feed = new JobFeed();
    const gone = new AbortController();
    const reader = read(feed, null, 2, gone.signal);
    const first = reader.next();
    for (const id of ['a', 'b', 'c']) feed.changed(id, 'ann');
    assert.deepEqual((await first).value?.changed, ['a', 'b']);
    assert.deepEqual((await reader.next()).value?.changed, ['c']);
    const last = reader.next();
    gone.abort();
    assert.equal((await last).done, true);
  });
});
