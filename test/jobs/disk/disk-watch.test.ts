import assert from 'node:assert/strict';
import { DiskWatch } from '../../../src/jobs/disk/disk-watch.ts';
import type { Failure } from '../../../src/model/failures.ts';
import { defaultLimits } from '../../../src/model/limits.ts';

const GiB = 1024 ** 3;

describe('watching the disk', () => {
  it('looks at once a second while there is much room, and the more often the less there is', async () => {
    const measured: number[] = [];
    let used = 0;
    const watch = new DiskWatch({
      limits: { ...defaultLimits, resultsBytes: 4 * GiB },
      cachedBytes: () => 0,
      toldBytes: () => 0,
      doneBytes: () => 0,
      segmentUsage: async () => ({ fragments: 0, results: 0 }),
      space: null,
      bundleBytes: () => 0,
      resultsUsage: async () => used,
      full: () => assert.fail(),
      resultsFull: (bytes) => measured.push(bytes),
    });
    const looksUntilMeasured = async () => {
      used = 5 * GiB;
      for (let looks = 1; ; looks += 1) {
        await watch.look();
        if (measured.length > 0) return looks;
      }
    };
    assert.equal(await looksUntilMeasured(), 1);
    for (const [room, looks] of [
      [4, 10],
      [1, 4],
      [0.5, 2],
      [0.25, 1],
      [0, 1],
    ] as const) {
      measured.length = 0;
      used = (4 - room) * GiB;
      await watch.look();
      assert.equal(await looksUntilMeasured(), looks, `${room} GiB`);
    }
  });

  it('counts what was written after the last look, too, once nothing more is', async () => {
    let used = 0;
    let measured = 0;
    const watchOf = (mostBytes: number) =>
      new DiskWatch({
        limits: defaultLimits,
        cachedBytes: () => 0,
        toldBytes: () => 0,
        doneBytes: () => 0,
        segmentUsage: async () => ({ fragments: 0, results: 0 }),
        space: {
          ...{ mostBytes, used: () => {}, unlinkedBytes: () => 0 },
          ...{ lookForUnlinked: async () => {}, wasShort: () => false },
        },
        bundleBytes: () => 0,
        resultsUsage: async () => {
          measured += 1;
          return used;
        },
        full: () => assert.fail(),
        resultsFull: () => assert.fail(),
      });
    const watch = watchOf(1000);
    await watch.look();
    used = 1001;
    const failure = await watch.judgeTheEnd();
    assert.deepEqual([failure?.code, failure?.observed], ['disk-limit', 1001]);
    used = 1000;
    assert.equal(await watch.judgeTheEnd(), null);
    const roomy = watchOf(1.5 * GiB);
    await roomy.look();
    measured = 0;
    assert.equal(await roomy.judgeTheEnd(), null);
    assert.equal(measured, 0, 'nobody has written so much since');
  });

  it('holds everything that the job writes to its space, and only what is kept to `cacheBytes`', async () => {
    const failures: Failure[] = [];
    const told: number[] = [];
    let unlinked = 10;
    const space = {
      mostBytes: 1000,
      unlinkedBytes: () => unlinked,
      lookForUnlinked: async () => {
        unlinked = 60;
      },
      wasShort: () => false,
    };
    const segments = { fragments: 500, results: 50 };
    const watch = new DiskWatch({
      limits: { ...defaultLimits, cacheBytes: 100 },
      space: { ...space, used: (bytes) => told.push(bytes) },
      cachedBytes: () => 20,
      toldBytes: () => 0,
      doneBytes: () => 0,
      bundleBytes: () => 30,
      segmentUsage: async () => segments,
      resultsUsage: async () => 390,
      full: (cause) => failures.push(cause),
      resultsFull: () => assert.fail(),
    });
    await watch.look();
    await watch.look();
    assert.deepEqual([failures, told.at(-1)], [[], 1000]);
    segments.results = 51;
    for (let look = 0; look < 12; look += 1) await watch.look();
    assert.deepEqual(
      failures.slice(0, 2).map(({ code, limit, observed }) => [code, limit, observed]),
      [
        ['disk-limit', 'cacheBytes', 101],
        ['disk-limit', null, 1001],
      ],
    );
    await watch.lookOnceMore();
    assert.equal(told.at(-1), 1051);
    assert.match(failures[1]!.message, /left of its account's quota/);
  });

  it('counts results as they come, and measures anew when as many came as are an eighth of what is left', async () => {
    const failures: Failure[] = [];
    const told: number[] = [];
    let [came, measured] = [0, 0];
    const mostBytes = 80 * 1024 ** 2;
    const watch = new DiskWatch({
      limits: defaultLimits,
      cachedBytes: () => 0,
      toldBytes: () => came,
      doneBytes: () => came,
      segmentUsage: async () => {
        measured += 1;
        return { fragments: 0, results: came };
      },
      space: {
        ...{ mostBytes, used: (bytes: number) => told.push(bytes), unlinkedBytes: () => 0 },
        ...{ lookForUnlinked: async () => {}, wasShort: () => false },
      },
      bundleBytes: () => 0,
      resultsUsage: async () => 0,
      full: (cause) => failures.push(cause),
      resultsFull: () => assert.fail(),
    });
    came = mostBytes / 10;
    watch.judge();
    assert.deepEqual([measured, told, watch.roomForResults], [0, [came], mostBytes - came]);
    came = mostBytes / 8;
    watch.judge();
    await watch.idle();
    assert.equal(measured, 1);
    came = mostBytes;
    watch.judge();
    assert.deepEqual(failures, []);
    came += 1;
    watch.judge();
    await watch.idle();
    assert.deepEqual(
      failures.map(({ code, observed }) => [code, observed]),
      [['disk-limit', came]],
    );
  });

  it('measures at every look what is quick to measure, and a tenth of the time what is not', async () => {
    let begun = 0;
    let finish: () => void = () => {};
    const watch = new DiskWatch({
      limits: { ...defaultLimits, resultsBytes: 0 },
      cachedBytes: () => 0,
      toldBytes: () => 0,
      doneBytes: () => 0,
      segmentUsage: async () => ({ fragments: 0, results: 0 }),
      space: null,
      bundleBytes: () => 0,
      resultsUsage: () => {
        begun += 1;
        return new Promise((resolve) => {
          finish = () => resolve(0);
        });
      },
      full: () => assert.fail(),
      resultsFull: () => assert.fail(),
    });
    for (let look = 1; look <= 5; look += 1) {
      const looked = watch.look();
      finish();
      await looked;
      assert.equal(begun, look);
    }
    const slow = watch.look();
    for (let look = 0; look < 3; look += 1) void watch.look();
    finish();
    await slow;
    assert.equal(begun, 6);
    for (let look = 0; look < 27; look += 1) await watch.look();
    assert.equal(begun, 6);
    void watch.look();
    assert.equal(begun, 7);
    finish();
    await watch.idle();
  });
});
