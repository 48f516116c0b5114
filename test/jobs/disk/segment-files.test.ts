import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSegmentFolders, SegmentFiles, segmentFolder } from '../../../src/jobs/disk/segment-files.ts';

describe('segment files', () => {
  let job: string;
  beforeEach(async () => {
    job = await mkdtemp(join(tmpdir(), 'butcher-segments-'));
    await makeSegmentFolders(job);
  });
  afterEach(() => rm(job, { recursive: true }));

  it('are never opened through a link that stands in for one', async () => {
    const first = await SegmentFiles.open(job);
    const { path, name } = await first.create('results');
    await first.close();
    await writeFile(join(job, 'secret'), 'the secret');
    await unlink(path);
    await symlink(join(job, 'secret'), path);
    const again = await SegmentFiles.open(job).catch((error: Error) => error);
    if (again instanceof Error) return;
    await assert.rejects(async () => again.read({ segment: name, offset: 0, length: 10 }));
    await again.close();
    assert.ok(segmentFolder(job, 'results').startsWith(job));
  });

  it('stay open for as long as a read is under way', async () => {
    const files = await SegmentFiles.open(job);
    const { path, name } = await files.create('fragments');
    await writeFile(path, 'ab'.repeat(1_000_000));
    const reading = files.read({ segment: name, offset: 1, length: 1_999_998 });
    await files.close();
    assert.equal(String(await reading), 'ba'.repeat(999_999));
  });
});
