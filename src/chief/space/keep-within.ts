import { lstat, readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { segmentFolder } from '../../jobs/disk/segment-files.ts';
import type { Failure } from '../../model/failures.ts';
import { formatBytes } from '../../text/format-quantity.ts';
import { folderUsage } from '../../trees/trees.ts';
import { forgetBundles, resultsCache, trimFolder } from '../running/job-files.ts';

/** What stayed of what an ended job keeps, where not all of it did. */
export interface Shortened {
  /** Of results to go on with, on disk; 0: none, and the job begins anew. */
  readonly keptBytes: number;
  /** Whether replay bundles went, too. */
  readonly bundlesWent: boolean;
}

/** Files are cut at the boundaries of blocks: else some of one would stay, and take all of it. */
const blockBytes = 4096;

/**
 * Sees to it that the folder of a job that has ended takes no more than that, as far as it can be made again: kept
 * results are cut, which a job that goes on finds damaged and computes again, then replay bundles go, then all that
 * there is to go on with. What is said of the job stays. Null: all of it fits. Nothing may write there any more.
 */
export async function keepWithin(folder: string, mostBytes: number): Promise<Shortened | null> {
  if ((await excessOf(folder, mostBytes)) <= 0) return null;
  for (const path of await keptFiles(folder)) {
    const excess = await excessOf(folder, mostBytes);
    if (excess <= 0) break;
    const { size } = await lstat(path);
    await truncate(path, Math.max(0, Math.floor((size - excess) / blockBytes) * blockBytes));
  }
  if ((await excessOf(folder, mostBytes)) <= 0)
    return { keptBytes: await keptBytes(folder), bundlesWent: false };
  await forgetBundles(folder);
  if ((await excessOf(folder, mostBytes)) <= 0) return { keptBytes: 0, bundlesWent: true };
  await trimFolder(folder, false);
  return { keptBytes: 0, bundlesWent: true };
}

/** The failure of such a job with what it has lost. */
export function shortened(cause: Failure, { keptBytes, bundlesWent }: Shortened): Failure {
  const went = bundlesWent ? ' and its replay bundles were' : ' was';
  const rest = keptBytes > 0 ? ` cut down to ${formatBytes(keptBytes)}` : ' removed';
  const lost = `what it had kept to go on with${went}${rest}, so that its account stays within its quota`;
  return { ...cause, message: `${cause.message.replace(/\.$/, '')}; ${lost}` };
}

async function excessOf(folder: string, mostBytes: number): Promise<number> {
  return (await folderUsage(folder, Number.MAX_SAFE_INTEGER)) - mostBytes;
}

async function keptBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const path of await keptFiles(folder)) bytes += (await lstat(path)).blocks * 512;
  return bytes;
}

/** Files that hold results, the largest first: what is cut off one large file leaves the others whole. */
async function keptFiles(folder: string): Promise<readonly string[]> {
  const segments = segmentFolder(folder, 'results');
  const names = await readdir(segments).catch(() => []);
  const paths = [...names.map((name) => join(segments, name)), join(folder, resultsCache)];
  const found: { readonly path: string; readonly size: number }[] = [];
  for (const path of paths) {
    const stats = await lstat(path).catch(() => null);
    // User code has the files, but no way to put links in their place.
    if (stats?.isFile() === true) found.push({ path, size: stats.size });
  }
  return found.sort((a, b) => b.size - a.size).map(({ path }) => path);
}
