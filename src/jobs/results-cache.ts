import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Batch, LoadedBatch } from '../bridge/batch.ts';
import { AppendFile } from './append-file.ts';
import { continueCrc } from './checksum.ts';

/** Where a batch of results is in the cache. */
export interface CachedBatch {
  readonly first: number;
  readonly count: number;
  readonly offset: number;
  readonly length: number;
  /** Over the record: sizes, then payload. */
  readonly crc: number;
}

export function isCached(results: Batch | CachedBatch): results is CachedBatch {
  return !('payload' in results);
}

/** A record of the cache is not what was written. */
export class DamagedRecordError extends Error {
  override readonly name = 'DamagedRecordError';
}

/**
 * Results on disk: one append-only file of records, each the sizes (32-bit little-endian) and the payload of a batch.
 * What the records are, and whether they count, is the journal's to say.
 */
export class ResultsCache {
  private constructor(private readonly file: AppendFile) {}

  /** Keeps the first `keepBytes` of an existing cache. */
  static async open(folder: string, keepBytes = 0): Promise<ResultsCache> {
    return new ResultsCache(await AppendFile.open(join(folder, 'results.cache'), keepBytes));
  }

  get bytes(): number {
    return this.file.size;
  }

  get backlogBytes(): number {
    return this.file.backlogBytes;
  }

  /** Where the batch will be, and a promise for its being written. */
  append(batch: LoadedBatch): { readonly cached: CachedBatch; readonly written: Promise<void> } {
    const sizes = Buffer.from(Uint32Array.from(batch.sizes).buffer);
    const cached = {
      first: batch.first,
      count: batch.sizes.length,
      offset: this.file.size,
      length: sizes.length + batch.payload.length,
      crc: continueCrc(crc32(sizes), batch.payload),
    };
    return { cached, written: this.file.append([sizes, batch.payload]) };
  }

  /** Reads a batch back. Throws DamagedRecordError when it is not what was appended. */
  async read(cached: CachedBatch): Promise<LoadedBatch> {
    const record = await this.file.read(cached.offset, cached.length);
    if (record.length < cached.length || crc32(record) !== cached.crc) {
      throw new DamagedRecordError(
        `results ${cached.first} to ${cached.first + cached.count - 1} are damaged on disk`,
      );
    }
    const sizes: number[] = new Array(cached.count);
    for (let index = 0; index < cached.count; index += 1) sizes[index] = record.readUInt32LE(index * 4);
    return { first: cached.first, sizes, payload: record.subarray(cached.count * 4) };
  }

  close(): Promise<void> {
    return this.file.close();
  }
}
