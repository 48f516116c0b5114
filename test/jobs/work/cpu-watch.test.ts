import assert from 'node:assert/strict';
import { CpuWatch } from '../../../src/jobs/work/cpu-watch.ts';

describe('CpuWatch', () => {
  it('tells what a worker used since its fragment was first seen', () => {
    const watch = new CpuWatch();
    watch.look(1, 7, 40, 1000);
    assert.equal(watch.share(1), null);
    watch.look(1, 7, 40.9, 2000);
    assert.equal(watch.share(1)?.toFixed(2), '0.90');
    watch.look(1, 7, 40.9, 10_000);
    assert.equal(watch.share(1)?.toFixed(2), '0.10');
    watch.look(1, 8, 41, 10_100);
    assert.equal(watch.share(1), null, 'another fragment');
  });

  it('knows nothing where it cannot be seen, or where nothing is in hand', () => {
    const watch = new CpuWatch();
    for (const [fragment, cpuSeconds] of [
      [7, null],
      [null, 3],
    ] as const) {
      watch.look(1, 7, 1, 1000);
      watch.look(1, 7, 2, 2000);
      assert.equal(watch.share(1), 1);
      watch.look(1, fragment, cpuSeconds, 3000);
      assert.equal(watch.share(1), null);
    }
    assert.equal(watch.share(2), null);
  });
});
