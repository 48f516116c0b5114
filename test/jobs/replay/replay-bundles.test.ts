import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SegmentFiles } from '../../../src/jobs/disk/segment-files.ts';
import { ReplayBundles } from '../../../src/jobs/replay/replay-bundles.ts';
import { failure } from '../../../src/model/failures.ts';
import { defaultLimits } from '../../../src/model/limits.ts';

const MiB = 1024 ** 2;

describe('replay bundles', () => {
  let folder: string;
  let segments: SegmentFiles;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-bundles-'));
    segments = await SegmentFiles.open(folder);
  });
  afterEach(async () => {
    await segments.close();
    await rm(folder, { recursive: true, force: true });
  });
  const open = (mostBytes: number, keptBytes = 0) =>
    ReplayBundles.open({
      folder,
      job: { id: 'job', limits: defaultLimits, package: 'sha256:a' },
      segments,
      mostBytes,
      keptBytes: () => keptBytes,
    });
  const spent = (first: number, bytes = MiB) => ({
    fragment: { first, sizes: Uint32Array.of(bytes), payload: Buffer.alloc(bytes, 'x') },
    cause: failure('user-error', 'process', 'it failed', { fragment: first }),
    attempts: 1,
    log: 'a line\n',
  });
  const files = (fragment: number) => readdir(join(folder, 'bundles', String(fragment)));

  it('keep the bytes as long as there is space beside kept results, and then only how it failed', async () => {
    const bundles = await open(4 * MiB, 1.5 * MiB);
    const kept = await Promise.all([1, 2, 3].map((number) => bundles.keep(spent(number))));
    assert.deepEqual(kept.map((path) => path?.endsWith('bundles/1') ?? null)[0], true);
    assert.deepEqual(await files(1), ['bundle.json', 'fragment', 'log']);
    assert.deepEqual(await files(2), ['bundle.json', 'fragment', 'log']);
    assert.deepEqual(await files(3), ['bundle.json']);
    assert.ok(bundles.bytes > 2 * MiB && bundles.bytes < 2.1 * MiB, String(bundles.bytes));
  });

  it('count what an earlier run has left', async () => {
    await (await open(4 * MiB)).keep(spent(1));
    const again = await open(1.5 * MiB);
    assert.ok(again.bytes >= MiB);
    await again.keep(spent(2));
    assert.deepEqual(await files(2), ['bundle.json']);
  });

  it('go, with the space they took, where their fragments are tried again', async () => {
    const bundles = await open(8 * MiB);
    const before = bundles.bytes;
    for (const number of [1, 2, 3]) await bundles.keep(spent(number));
    await bundles.drop(3);
    await bundles.drop(4);
    await bundles.keepOnly(new Set([2, 9]));
    assert.deepEqual(await readdir(join(folder, 'bundles')), ['2']);
    assert.ok(bundles.bytes < before + 1.1 * MiB, String(bundles.bytes));
  });

  it('keep of very many not even that', async () => {
    for (let number = 1; number < 10_000; number += 1)
      mkdirSync(join(folder, 'bundles', String(number)), { recursive: true });
    const bundles = await open(0);
    const kept = [await bundles.keep(spent(10_000, 1)), await bundles.keep(spent(10_001, 1))];
    assert.deepEqual([kept[0] !== null, kept[1]], [true, null]);
    assert.deepEqual(await files(10_000), ['bundle.json']);
    assert.equal((await readdir(join(folder, 'bundles'))).length, 10_000);
  });
});
