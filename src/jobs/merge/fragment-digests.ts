import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { rm } from 'node:fs/promises';
import { decodeSizes } from '../../bridge/sizes.ts';
import { openPlain } from '../../files/open-plain.ts';
import { FailureError } from '../../model/failures.ts';
import { fragmentDigestsIn } from '../../model/result-files.ts';
import { diskFailure } from '../disk/disk-failure.ts';
import { beyondQuota } from '../disk/disk-watch.ts';
import type { KeptBatch } from '../disk/kept-results.ts';
import { isCached, type ResultsCache } from '../disk/results-cache.ts';
import type { SegmentFiles } from '../disk/segment-files.ts';

/** Lines that are written together; others have their turn between them. */
const linesAtOnce = 1024;
/** Results of more bytes are hashed in another thread. */
const largeBytes = 256 * 1024;

export interface DigestedResults {
  /** Where all results are, in any order. */
  readonly kept: readonly KeptBatch[];
  readonly cache: ResultsCache;
  readonly segments: SegmentFiles;
  /** What the file may take. */
  readonly mostBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Has the digests of fragments in a job's folder. Results count without them, too: null, or why they are not there.
 * Throws what is a fault of our own, and the signal's reason; then there is no such file.
 */
export async function keepFragmentDigests(folder: string, results: DigestedResults): Promise<string | null> {
  const path = fragmentDigestsIn(folder);
  try {
    await writeFragmentDigests(path, results);
    return null;
  } catch (error) {
    await rm(path, { force: true }).catch(() => {});
    results.signal.throwIfAborted();
    if (error instanceof FailureError) return error.failure.message;
    const { code, message } = diskFailure(error, 'merge', 'they could not be written');
    if (code === 'internal') throw error;
    return message;
  }
}

/**
 * Writes a line of JSON for each fragment that has a result, in the order of their numbers: the fragment, counted from
 * 1, and SHA-256 and size of its result. The file survives a power cut. Throws FailureError `disk-limit` beyond
 * `mostBytes`, the signal's reason, the system's errors, and DamagedRecordError; the file is then not whole.
 */
export async function writeFragmentDigests(
  path: string,
  { kept, cache, segments, mostBytes, signal }: DigestedResults,
): Promise<void> {
  const file = await openPlain(path, { flags: constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC });
  try {
    let written = 0;
    let lines: string[] = [];
    const write = async () => {
      signal.throwIfAborted();
      const bytes = Buffer.from(lines.join(''));
      written += bytes.length;
      if (written > mostBytes) throw new FailureError(beyondQuota(mostBytes, written));
      await file.writeFile(bytes);
      lines = [];
    };
    for (const batch of kept.toSorted((one, other) => one.first - other.first)) {
      const { sizes, bytes } = await read(batch, cache, segments);
      let at = 0;
      for (const [index, size] of sizes.entries()) {
        const sha256 = await sha256Of(bytes.subarray(at, at + size));
        lines.push(`${JSON.stringify({ fragment: batch.first + index, sha256, bytes: size })}\n`);
        at += size;
        if (lines.length >= linesAtOnce) await write();
      }
    }
    await write();
    await file.sync();
  } finally {
    await file.close();
  }
}

function sha256Of(bytes: Buffer): string | Promise<string> {
  if (bytes.length <= largeBytes) return createHash('sha256').update(bytes).digest('hex');
  return crypto.subtle.digest('SHA-256', bytes).then((digest) => Buffer.from(digest).toString('hex'));
}

async function read(
  batch: KeptBatch,
  cache: ResultsCache,
  segments: SegmentFiles,
): Promise<{ readonly sizes: Uint32Array; readonly bytes: Buffer }> {
  if (isCached(batch)) {
    const { sizes, payload } = await cache.read([batch]);
    return { sizes, bytes: payload };
  }
  return { sizes: decodeSizes(batch.sizes)!, bytes: await segments.read(batch.payload) };
}
