import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { joinBatches, type LoadedBatch } from '../../bridge/batch.ts';
import type { Payload } from '../../bridge/payload.ts';
import { sum } from '../../bridge/sizes.ts';
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

/** Small batches that lie side by side are read together up to so many bytes. */
const readBytes = 1024 * 1024;

export function isCached(results: { readonly payload: Payload } | CachedBatch): results is CachedBatch {
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
  readonly #file: AppendFile;

  private constructor(file: AppendFile) {
    this.#file = file;
  }

  /** Keeps the first `keepBytes` of an existing cache. */
  static async open(folder: string, keepBytes = 0): Promise<ResultsCache> {
    return new ResultsCache(await AppendFile.open(join(folder, 'results.cache'), keepBytes));
  }

  get bytes(): number {
    return this.#file.size;
  }

  get backlogBytes(): number {
    return this.#file.backlogBytes;
  }

  /** Where the batch will be, and a promise for its being written. */
  append(batch: LoadedBatch): { readonly cached: CachedBatch; readonly written: Promise<void> } {
    const { buffer, byteOffset, byteLength } = batch.sizes;
    const sizes = Buffer.from(buffer, byteOffset, byteLength);
    const cached = {
      first: batch.first,
      count: batch.sizes.length,
      offset: this.#file.size,
      length: sizes.length + batch.payload.length,
      crc: continueCrc(crc32(sizes), batch.payload),
    };
    return { cached, written: this.#file.append([sizes, batch.payload]) };
  }

  /**
   * Reads batches of consecutive numbers back as one. Throws DamagedRecordError when one is not what was appended.
   */
  async read(all: readonly CachedBatch[]): Promise<LoadedBatch> {
    const loaded: LoadedBatch[] = [];
    for await (const { cached, batch } of this.readEach(all)) {
      if (batch === null) {
        throw new DamagedRecordError(
          `results ${cached.first} to ${cached.first + cached.count - 1} are damaged on disk`,
        );
      }
      loaded.push(batch);
    }
    return joinBatches(loaded.sort((a, b) => a.first - b.first));
  }

  /**
   * Reads batches back in the order of their places, neighbours together; null for one that is not what was appended.
   */
  async *readEach(all: readonly CachedBatch[]): AsyncGenerator<{
    readonly cached: CachedBatch;
    readonly batch: LoadedBatch | null;
  }> {
    const beyond = (cached: CachedBatch) => cached.offset + cached.length > this.bytes;
    for (const cached of all.filter(beyond)) yield { cached, batch: null };
    for (const run of neighbours(all.filter((cached) => !beyond(cached)))) {
      const start = run[0]!.offset;
      const last = run.at(-1)!;
      const bytes = await this.#file.read(start, last.offset + last.length - start);
      for (const cached of run) {
        const from = cached.offset - start;
        yield { cached, batch: decode(cached, bytes.subarray(from, from + cached.length)) };
      }
    }
  }

  /** As {@link AppendFile.flush}. */
  flush(): Promise<void> {
    return this.#file.flush();
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/** Batches by their places, cut into runs without gaps. */
function* neighbours(all: readonly CachedBatch[]): Generator<readonly CachedBatch[]> {
  let run: CachedBatch[] = [];
  for (const cached of all.toSorted((a, b) => a.offset - b.offset)) {
    const [first] = run;
    const last = run.at(-1);
    const fits = first !== undefined && cached.offset + cached.length - first.offset <= readBytes;
    if (last !== undefined && !(fits && last.offset + last.length === cached.offset)) {
      yield run;
      run = [];
    }
    run.push(cached);
  }
  if (run.length > 0) yield run;
}

function decode({ first, count, length, crc }: CachedBatch, record: Buffer): LoadedBatch | null {
  if (record.length < length || count * 4 > length || crc32(record) !== crc) return null;
  const sizes = new Uint32Array(count);
  record.copy(Buffer.from(sizes.buffer), 0, 0, count * 4);
  const payload = record.subarray(count * 4, length);
  return sum(sizes, 0, count) === payload.length ? { first, sizes, payload } : null;
}
