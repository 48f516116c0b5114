import assert from 'node:assert/strict';
import { DiskWatch } from '../../src/jobs/disk-watch.ts';
import { defaultLimits } from '../../src/limits.ts';

describe('watching the disk', () => {
  it('measures at every look what is quick to measure, and a tenth of the time what is not', async () => {
    let begun = 0;
    let finish: () => void = () => {};
    const watch = new DiskWatch({
      limits: defaultLimits,
      cachedBytes: () => 0,
      segmentUsage: async () => 0,
      resultsUsage: () => {
        begun += 1;
        return new Promise((resolve) => {
          finish = () => resolve(0);
        });
      },
      cacheFull: () => assert.fail(),
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
    await watch.settled();
  });
});
