import assert from 'node:assert/strict';
import {
  defaultReserve,
  diskSpace,
  freeBesideUploads,
  missingBytes,
} from '../../../src/chief/space/disk-space.ts';

const [MiB, GiB] = [1024 ** 2, 1024 ** 3];
const disk = { freeBytes: 0, totalBytes: 1000, freeInodes: 0, totalInodes: 0 };

describe('the space of a disk', () => {
  it('has a reserve of 5 %, at least 2 GiB, but never more than a tenth', () => {
    assert.equal(defaultReserve(1000 * GiB), 50 * GiB);
    assert.equal(defaultReserve(30 * GiB), 2 * GiB);
    assert.equal(defaultReserve(500 * MiB), 50 * MiB);
    assert.equal(defaultReserve(0), 0);
  });

  it('is short below the reserve, and until a tenth more is free', () => {
    assert.equal(missingBytes({ ...disk, freeBytes: 100 }, 100, false), 0);
    assert.equal(missingBytes({ ...disk, freeBytes: 99 }, 100, false), 1);
    assert.equal(missingBytes({ ...disk, freeBytes: 105 }, 100, true), 5);
    assert.equal(missingBytes({ ...disk, freeBytes: 110 }, 100, true), 0);
  });

  it('is short, too, where hardly any inodes are left', () => {
    const roomy = { ...disk, freeBytes: 1e9 };
    assert.equal(missingBytes({ ...roomy, totalInodes: 1e6, freeInodes: 999 }, 100, false), 100);
    assert.equal(missingBytes({ ...roomy, totalInodes: 1e6, freeInodes: 1000 }, 100, false), 0);
    assert.equal(missingBytes({ ...roomy, totalInodes: 100, freeInodes: 6 }, 100, false), 0);
    assert.equal(missingBytes({ ...roomy, totalInodes: 100, freeInodes: 4 }, 0, false), 1);
  });

  it('has more left by uploads than jobs need to begin again', () => {
    assert.equal(freeBesideUploads(100), 125);
    assert.equal(missingBytes({ ...disk, freeBytes: freeBesideUploads(100) }, 100, true), 0);
  });

  it('is what the system says', () => {
    const { freeBytes, totalBytes } = diskSpace('/');
    assert.ok(freeBytes >= 0 && freeBytes < totalBytes);
  });
});
