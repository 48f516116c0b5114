import assert from 'node:assert/strict';
import { soakSmallDisk } from './small-disk/soak.ts';

describe('a chief on a small disk, one of its accounts being greedy', function () {
  this.timeout(240_000);

  // Only root may mount a small disk.
  if (process.getuid?.() === 0)
    it('blames nobody wrongly, does honest work, deletes everything and starts again while it is full', async () => {
      const { wrong, counts } = await soakSmallDisk({ seconds: 5, seed: 1, say: () => {} });
      assert.deepEqual(wrong, []);
      assert.ok(counts['honest: done, with the right bytes']! > 0, JSON.stringify(counts));
    });
});
