import assert from 'node:assert/strict';
import fc from 'fast-check';
import { KeyedLock } from '../../../src/chief/content/keyed-lock.ts';
import { AccountSpace } from '../../../src/chief/space/account-space.ts';
import type { AccountUsage } from '../../../src/store/accounts.ts';

const nothing: AccountUsage = {
  packageBytes: 0,
  datasetBytes: 0,
  jobBytes: 0,
  cacheBytes: 0,
  bundleBytes: 0,
  auditBytes: 0,
  libraryBytes: 0,
};

describe('the space of accounts', () => {
  let stored: number;
  let short: boolean;
  /** What the disk was asked for. */
  let asked: number[];
  let space: AccountSpace;
  beforeEach(() => {
    [stored, short, asked] = [0, false, []];
    const usage = async () => ({ ...nothing, datasetBytes: stored });
    const accounts = { usage, find: async () => null } as never;
    space = new AccountSpace(
      { accounts },
      {
        get isShort() {
          return short;
        },
        letIn: (bytes) => {
          asked.push(bytes);
          return !short;
        },
      },
    );
  });
  const hold = (kind: 'incoming' | 'running' = 'incoming', account = 'ann') =>
    space.hold({ account, kind, quotaBytes: 100 });

  it('counts what is stored, comes in and is written by jobs together', async () => {
    stored = 30;
    const [first, job] = [hold(), hold('running')];
    job.set(20);
    assert.equal(await first.claim(50), null);
    assert.equal(await first.claim(51), 'over-quota');
    assert.equal(first.bytes, 50, 'what was refused is not held');
    assert.equal(await space.left('ann', 100), 0);
    assert.equal(await space.leftToStore('ann', 100), 20);
    assert.equal(await hold('incoming', 'bob').claim(70), null, 'others have their own');
    const use = await space.use('ann');
    assert.deepEqual([use.incomingBytes, use.runningBytes, use.datasetBytes], [50, 20, 30]);
    assert.deepEqual([space.heldBytes('incoming'), space.heldBytes('running')], [120, 20]);
    await first.release();
    await first.release();
    assert.equal(await space.left('ann', 100), 50);
  });

  it('gives nothing while the disk is short', async () => {
    short = true;
    assert.equal(await hold().claim(1), 'disk-full');
    assert.equal(await hold('running').claim(1), 'disk-full');
  });

  it('asks the disk for what is more than before, and not for what a job has by then', async () => {
    const [first, job] = [hold(), hold('running')];
    for (const bytes of [10, 30, 20, 101]) await first.claim(bytes);
    await job.claim(5);
    assert.deepEqual(asked, [10, 20, 0]);
  });

  it('never lets an account have more than its quota, whatever comes at once', async () => {
    const steps = fc.array(fc.tuple(fc.nat(4), fc.integer({ min: 1, max: 60 }), fc.boolean()), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        stored = 0;
        const uploads = Array.from({ length: 5 }, () => hold());
        const lock = new KeyedLock();
        await Promise.all(
          // An upload does one thing after the other.
          all.map(([which, bytes, ends]) =>
            lock.hold(String(which), async () => {
              const held = uploads[which]!;
              await held.claim(held.bytes + bytes);
              const sum = () => stored + uploads.reduce((total, one) => total + one.bytes, 0);
              assert.ok(sum() <= 100, String(sum()));
              if (!ends) return;
              // What is held goes into a row, and then a new upload takes its place.
              uploads[which] = hold();
              stored += held.bytes;
              await held.release();
            }),
          ),
        );
        for (const held of uploads) await held.release();
      }),
    );
  });
});
