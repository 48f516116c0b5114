import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { keepWithin, shortened } from '../../../src/chief/space/keep-within.ts';
import { failure } from '../../../src/model/failures.ts';
import { folderUsage } from '../../../src/trees/trees.ts';

const KiB = 1024;
const [large, small, bundle] = [
  'segments/results/results-1',
  'segments/results/results-2',
  'bundles/7/fragment',
];

describe('what an ended job keeps', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-keep-'));
    for (const [path, size] of [
      [large, 400],
      [small, 100],
      [bundle, 100],
      ['results.cache', 40],
      ['journal', 8],
      ['log.jsonl', 4],
    ] as const) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), Buffer.alloc(size * KiB, 1));
    }
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const usage = () => folderUsage(folder, Number.MAX_SAFE_INTEGER);
  const sizeOf = async (path: string) => (await stat(join(folder, path))).size / KiB;

  it('stays as it is where it fits', async () => {
    const all = await usage();
    assert.equal(await keepWithin(folder, all), null);
    assert.equal(await usage(), all);
  });

  it('is cut where its largest results end, by whole blocks', async () => {
    const all = await usage();
    const cut = await keepWithin(folder, all - 50 * KiB);
    assert.deepEqual(await Promise.all([large, small, bundle].map(sizeOf)), [348, 100, 100]);
    assert.deepEqual(cut, { keptBytes: (348 + 100 + 40) * KiB, bundlesWent: false });
    assert.ok((await usage()) <= all - 50 * KiB);
  });

  it('is cut in all of its results, then loses bundles, and then all there is to go on with', async () => {
    const all = await usage();
    assert.deepEqual(await keepWithin(folder, all - 540 * KiB), { keptBytes: 0, bundlesWent: false });
    assert.deepEqual(await keepWithin(folder, all - 600 * KiB), { keptBytes: 0, bundlesWent: true });
    assert.ok((await usage()) <= all - 600 * KiB && existsSync(join(folder, 'journal')));
    assert.deepEqual(await keepWithin(folder, -1), { keptBytes: 0, bundlesWent: true });
    assert.equal(existsSync(join(folder, 'journal')), false);
  });

  it('is told of in the failure', () => {
    const cause = failure('disk-limit', 'process', 'it was too much.');
    const says = (keptBytes: number, bundlesWent: boolean) =>
      shortened(cause, { keptBytes, bundlesWent }).message;
    assert.equal(
      says(5 * KiB, false),
      'it was too much; what it had kept to go on with was cut down to 5.0 KiB, so that its account stays within its quota',
    );
    assert.match(says(0, false), /to go on with was removed, so/);
    assert.match(says(0, true), /to go on with and its replay bundles were removed, so/);
  });
});
