import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openPlain } from '../../files/open-plain.ts';
import { type TarMember, tarMembers } from './tar-members.ts';

/** What is in a folder of results. */
export interface ResultEntry {
  /** Of the whole path, every byte of it. */
  readonly path: Buffer;
  readonly kind: 'file' | 'folder';
  /** Of a file its size, of a folder that of all files in it. */
  readonly bytes: number;
  /** Of a folder, how many files are in it at any depth; of a file 1. */
  readonly files: number;
  /** Where a file's content is in the tar. */
  readonly at: number;
}

/** Names of the files of an index in a job's folder. */
export const indexFiles = { records: 'results.index', names: 'results.names' } as const;

/** A record: where the path is among the names and how long, size (-1: a folder), place, sums of what is before. */
const fields = 6;
const recordBytes = fields * 8;
const recordsAtOnce = 256;
const flushBytes = 1024 * 1024;
const slash = 0x2f;

interface Indexed extends TarMember {
  readonly index: number;
  readonly bytesBefore: number;
  readonly filesBefore: number;
}

/**
 * Writes down what is where in a results tar, in files beside it, so that a folder of it is listed and a file found
 * without reading the tar, however many there are. A crash leaves no index, or the whole.
 */
export async function indexResults(folder: string, tar: string): Promise<void> {
  const paths = { records: join(folder, indexFiles.records), names: join(folder, indexFiles.names) };
  for (const path of Object.values(paths)) await rm(`${path}.new`, { force: true });
  const make = (path: string) =>
    open(`${path}.new`, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  const source = await openPlain(tar);
  const records = await make(paths.records);
  const names = await make(paths.names);
  try {
    const { size } = await source.stat();
    const written = { records: new Gathered(records), names: new Gathered(names) };
    let nameAt = 0;
    let bytesBefore = 0;
    let filesBefore = 0;
    for await (const { path, kind, at, bytes } of tarMembers(source, size)) {
      const isFile = kind === 'file';
      const record = Buffer.from(
        new Float64Array([nameAt, path.length, isFile ? bytes : -1, at, bytesBefore, filesBefore]).buffer,
      );
      await written.records.add(record);
      await written.names.add(path);
      nameAt += path.length;
      if (isFile) bytesBefore += bytes;
      if (isFile) filesBefore += 1;
    }
    // One record more, which has the sums of all.
    await written.records.add(
      Buffer.from(new Float64Array([nameAt, 0, -1, 0, bytesBefore, filesBefore]).buffer),
    );
    await written.records.flush();
    await written.names.flush();
  } finally {
    for (const file of [source, records, names]) await file.close();
  }
  await rename(`${paths.names}.new`, paths.names);
  await rename(`${paths.records}.new`, paths.records);
}

/** Collects small pieces for a file. */
class Gathered {
  readonly #file: FileHandle;
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async add(piece: Buffer): Promise<void> {
    this.#pieces.push(Buffer.from(piece));
    this.#bytes += piece.length;
    if (this.#bytes >= flushBytes) await this.flush();
  }

  async flush(): Promise<void> {
    const pieces = this.#pieces.splice(0);
    this.#bytes = 0;
    if (pieces.length > 0) await this.#file.writeFile(Buffer.concat(pieces));
  }
}

/** An index, held open until it is closed. */
export class ResultsIndex {
  readonly #records: FileHandle;
  readonly #names: FileHandle;
  readonly #count: number;

  private constructor(records: FileHandle, names: FileHandle, count: number) {
    this.#records = records;
    this.#names = names;
    this.#count = count;
  }

  /** Null where there is none. */
  static async open(folder: string): Promise<ResultsIndex | null> {
    const records = await openPlain(join(folder, indexFiles.records)).catch(() => null);
    if (records === null) return null;
    const names = await openPlain(join(folder, indexFiles.names)).catch(() => null);
    if (names === null) {
      await records.close();
      return null;
    }
    const { size } = await records.stat();
    return new ResultsIndex(records, names, Math.max(0, Math.floor(size / recordBytes) - 1));
  }

  async close(): Promise<void> {
    await Promise.all([this.#records.close(), this.#names.close()]);
  }

  /** Null where there is nothing of that path. */
  async find(path: Buffer): Promise<ResultEntry | null> {
    const found = await this.#record(await this.#firstFrom(path));
    return found?.path.equals(path) === true ? this.#entry(found) : null;
  }

  /**
   * What is directly in a folder, the top with an empty path, sorted by bytes: at most so many from place `from` on.
   * `next` is the place to go on from; null: there is no more.
   */
  async list(
    folder: Buffer,
    from: number | null,
    limit: number,
  ): Promise<{ readonly items: readonly ResultEntry[]; readonly next: number | null }> {
    const prefix = folder.length === 0 ? folder : Buffer.concat([folder, Buffer.from('/')]);
    const first = folder.length === 0 ? 0 : await this.#firstFrom(prefix);
    const end = folder.length === 0 ? this.#count : await this.#firstFrom(behind(folder));
    const items: ResultEntry[] = [];
    let at = Math.max(first, from ?? 0);
    while (at < end) {
      const found = await this.#record(at);
      if (found === null) break;
      const inner = found.path.indexOf(slash, prefix.length);
      if (inner !== -1) {
        at = await this.#firstFrom(behind(found.path.subarray(0, inner)));
        continue;
      }
      if (items.length === limit) return { items, next: at };
      items.push(await this.#entry(found));
      at += 1;
    }
    return { items, next: null };
  }

  async #entry({ path, kind, at, bytes, ...own }: Indexed): Promise<ResultEntry> {
    if (kind === 'file') return { path, kind, at, bytes, files: 1 };
    const from = await this.#sumsAt(await this.#firstFrom(Buffer.concat([path, Buffer.from('/')])), own);
    const to = await this.#sumsAt(await this.#firstFrom(behind(path)), own);
    return {
      path,
      kind,
      at,
      bytes: to.bytesBefore - from.bytesBefore,
      files: to.filesBefore - from.filesBefore,
    };
  }

  async #sumsAt(index: number, own: Pick<Indexed, 'index' | 'bytesBefore' | 'filesBefore'>) {
    if (index === own.index) return own;
    const values = await this.#values(index);
    return { bytesBefore: values[4]!, filesBefore: values[5]! };
  }

  /** Place of the first path that is not before this one. */
  async #firstFrom(path: Buffer): Promise<number> {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      const found = await this.#record(middle);
      if (found !== null && found.path.compare(path) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  async #record(index: number): Promise<Indexed | null> {
    if (index >= this.#count) return null;
    const [nameAt, length, size, at, bytesBefore, filesBefore] = (await this.#values(index)) as unknown as [
      ...[number, number, number, number, number, number],
    ];
    const path = Buffer.alloc(length);
    await this.#names.read(path, 0, length, nameAt);
    const kind = size < 0 ? 'folder' : 'file';
    return { index, path, kind, at, bytes: Math.max(0, size), bytesBefore, filesBefore };
  }

  async #values(index: number): Promise<Float64Array> {
    const from = Math.floor(index / recordsAtOnce) * recordsAtOnce;
    if (this.#block?.from !== from) {
      const bytes = Buffer.alloc(recordsAtOnce * recordBytes);
      await this.#records.read(bytes, 0, bytes.length, from * recordBytes);
      this.#block = {
        from,
        values: new Float64Array(bytes.buffer, bytes.byteOffset, recordsAtOnce * fields),
      };
    }
    const at = (index - from) * fields;
    return this.#block.values.subarray(at, at + fields);
  }

  /** The records that were read last. */
  #block: { readonly from: number; readonly values: Float64Array } | null = null;
}

/** What comes behind everything that is in a folder. */
function behind(folder: Buffer): Buffer {
  return Buffer.concat([folder, Buffer.from([slash + 1])]);
}
