import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { LoopLag } from '../../src/host/loop-lag.ts';

describe('LoopLag', () => {
  it('shows the longest turn since it was last asked, and forgets it then', async () => {
    const lag = new LoopLag();
    lag.start();
    try {
      await pause(30);
      lag.take();
      const until = performance.now() + 200;
      while (performance.now() < until);
      await pause(30);
      const { largestMs, p50Ms, p99Ms } = lag.take();
      assert.ok(largestMs > 180 && largestMs < 5000, `${largestMs} ms`);
      assert.ok(p50Ms <= p99Ms && p99Ms <= largestMs);
      assert.deepEqual(lag.take(), { largestMs: 0, p50Ms: 0, p99Ms: 0 });
    } finally {
      lag.stop();
    }
  });

  it('keeps no process alive', async () => {
    const module = new URL('../../src/host/loop-lag.ts', import.meta.url).href;
    const code = `import(${JSON.stringify(module)}).then(({ LoopLag }) => new LoopLag().start());`;
    const { exitCode } = await execa(process.execPath, ['--import', 'tsx', '-e', code], { timeout: 50_000 });
    assert.equal(exitCode, 0);
  });
});
