import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mayShareDisk } from '../../src/files/same-disk.ts';

describe('mayShareDisk', () => {
  it('tells folders of one file system from those of two, and rules nothing out that it cannot see', async () => {
    assert.equal(await mayShareDisk(tmpdir(), tmpdir()), true);
    assert.equal(await mayShareDisk(tmpdir(), '/proc'), false);
    assert.equal(await mayShareDisk(tmpdir(), join(tmpdir(), 'no-such-folder')), true);
    assert.equal(await mayShareDisk(tmpdir(), null), true);
  });
});
