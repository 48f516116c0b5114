import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { isMountPoint, mountPointsIn } from '../../src/files/mount-point.ts';

describe('mount points', () => {
  it('are those of the list of Linux, by their own names', () => {
    const list = [
      '22 1 0:20 / / rw,relatime shared:1 - ext4 /dev/sda rw',
      '36 22 0:20 /a\\040b /mnt/two\\040words\\134x rw master:1 - ext4 /dev/sda rw',
      '',
    ].join('\n');
    assert.deepEqual([...mountPointsIn(list)], ['/', '/mnt/two words\\x']);
  });

  it('are told from plain folders', async () => {
    assert.equal(await isMountPoint('/'), process.platform === 'linux');
    assert.equal(await isMountPoint(`${tmpdir()}/nothing-is-mounted-here`).catch(() => false), false);
  });
});
