import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { decodeSizes } from '../../bridge/sizes.ts';
import type { KeptBatch } from '../disk/kept-results.ts';
import { isCached, type ResultsCache } from '../disk/results-cache.ts';
import type { SegmentFiles } from '../disk/segment-files.ts';

/** Lines that are written together. */
const linesAtOnce = 1024;

/**
 * Writes a line of JSON for each fragment that has a result, in the order of their numbers: the fragment, counted from
 * 1, and SHA-256 and size of its result. Throws the system's errors, and DamagedRecordError.
 */
export async function writeFragmentDigests(
  path: string,
  kept: readonly KeptBatch[],
  cache: ResultsCache,
  segments: SegmentFiles,
): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    let lines: string[] = [];
    const write = async () => {
      await file.writeFile(lines.join(''));
      lines = [];
    };
    for (const batch of kept.toSorted((one, other) => one.first - other.first)) {
      const { sizes, bytes } = await read(batch, cache, segments);
      let at = 0;
      for (const [index, size] of sizes.entries()) {
        const sha256 = createHash('sha256')
          .update(bytes.subarray(at, at + size))
          .digest('hex');
        lines.push(`${JSON.stringify({ fragment: batch.first + index, sha256, bytes: size })}\n`);
        at += size;
        if (lines.length >= linesAtOnce) await write();
      }
    }
    await write();
  } finally {
    await file.close();
  }
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
