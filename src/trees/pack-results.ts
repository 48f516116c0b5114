import { createHash } from 'node:crypto';
import { closeSync, fstatSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { FailureError, failure } from '../model/failures.ts';
import { mostNamedFiles, type ResultFiles } from '../model/result-files.ts';
import { isUtf8Name, nameOfBytes } from '../text/byte-names.ts';
import { formatBytes } from '../text/format-quantity.ts';
import { inertLine } from '../text/inert-text.ts';
import { HeldFolder } from './held-folder.ts';
import { listResults } from './list-results.ts';
import { Pace } from './pace.ts';
import { memberHeader } from './tar-member.ts';
import { fileSink, type TarSink, TarWriter } from './tar-writer.ts';

export interface Packed {
  /**
   * Members left out because they are neither file nor folder or lie too deep: how many, and the paths of the first
   * {@link mostNamedFiles}.
   */
  readonly skipped: { readonly first: readonly string[]; readonly count: number };
  readonly files: ResultFiles;
}

/**
 * Packs a results folder as a tar: regular files and folders only, sorted by bytes, modes 0644 and 0755, time 0, owner
 * 0 without names. The tar is whole and durable when this resolves, and gone where it throws. The folder was written by
 * user code: nothing from outside gets in even if it changes meanwhile, links are never followed, and a file counts as
 * what it is when it is opened, not when it was listed. Throws FailureError `disk-limit` where the files have more than
 * `mostBytes` in all, or where there are more than can be listed.
 */
export async function packFolder(
  path: string,
  tarPath: string,
  mostBytes: number,
  signal: AbortSignal,
): Promise<Packed> {
  signal.throwIfAborted();
  const pace = new Pace(signal);
  const root = HeldFolder.open(path);
  try {
    return await new Packer(root, mostBytes, pace).pack(fileSink(tarPath));
  } catch (error) {
    await rm(tarPath, { force: true });
    throw error;
  } finally {
    root.close();
  }
}

/** SHA-256, in hex, of the tar that a results folder makes, and what of it would be left out. */
export async function digestFolder(
  path: string,
  signal: AbortSignal,
): Promise<{ readonly sha256: string; readonly skipped: Packed['skipped'] }> {
  const root = HeldFolder.open(path);
  const hash = createHash('sha256');
  const sink = { write: (bytes: Buffer) => void hash.update(bytes), finish: async () => {}, close: () => {} };
  try {
    const { skipped } = await new Packer(root, Number.MAX_SAFE_INTEGER, new Pace(signal)).pack(sink);
    return { sha256: hash.digest('hex'), skipped };
  } finally {
    root.close();
  }
}

/** Adds members one after the other; the folders that lead to a file stay open for those beside it. */
class Packer {
  #bytes = 0;
  #count = 0;
  readonly #first: { readonly path: string; readonly bytes: number }[] = [];
  readonly #skipped = { first: [] as string[], count: 0 };
  /** From the root down to the folder of the last file, each with its path. */
  readonly #way: { readonly key: string; readonly folder: HeldFolder }[];
  readonly #mostBytes: number;
  readonly #pace: Pace;

  constructor(root: HeldFolder, mostBytes: number, pace: Pace) {
    this.#way = [{ key: '', folder: root }];
    this.#mostBytes = mostBytes;
    this.#pace = pace;
  }

  async pack(sink: TarSink): Promise<Packed> {
    const tar = new TarWriter(sink);
    try {
      const members = await listResults(this.#way[0]!.folder, this.#pace);
      for (const { key, kind } of members) {
        if (this.#pace.isOver) await this.#pace.rest();
        if (kind === 'folder') tar.add(memberHeader(Buffer.from(`${key}/`, 'latin1'), 'folder', 0));
        else if (kind === 'other' || !(await this.#addFile(tar, key))) this.#skip(key);
      }
      await tar.finish();
    } finally {
      this.#leaveTo(1);
      tar.close();
    }
    const files = { first: this.#first, count: this.#count, bytes: this.#bytes };
    return { skipped: this.#skipped, files };
  }

  /** False when it is no regular file any more. */
  async #addFile(tar: TarWriter, key: string): Promise<boolean> {
    const file = this.#open(key);
    if (file === null) return false;
    try {
      const stats = fstatSync(file);
      if (!stats.isFile()) return false;
      const { size } = stats;
      this.#bytes += size;
      if (this.#bytes > this.#mostBytes) throw tooMuch(this.#bytes, this.#mostBytes);
      tar.add(memberHeader(Buffer.from(key, 'latin1'), 'file', size));
      if (size > 0) await tar.addContent(file, size, this.#pace);
      this.#count += 1;
      if (this.#first.length < mostNamedFiles) this.#first.push({ path: shown(pathOf(key)), bytes: size });
      return true;
    } finally {
      closeSync(file);
    }
  }

  #open(key: string): number | null {
    const end = key.lastIndexOf('/');
    try {
      const folder = this.#folder(key.slice(0, Math.max(0, end)));
      return folder.file(Buffer.from(key.slice(end + 1), 'latin1'));
    } catch {
      return null;
    }
  }

  /** Goes up from the last folder only as far as it must. */
  #folder(key: string): HeldFolder {
    let depth = this.#way.length;
    while (depth > 1 && !isWithin(key, this.#way[depth - 1]!.key)) depth -= 1;
    this.#leaveTo(depth);
    for (let last = this.#way.at(-1)!; last.key !== key; last = this.#way.at(-1)!) {
      const from = last.key === '' ? 0 : last.key.length + 1;
      const end = key.indexOf('/', from);
      const name = key.slice(from, end === -1 ? key.length : end);
      const folder = last.folder.folder(Buffer.from(name, 'latin1'));
      this.#way.push({ key: key.slice(0, from + name.length), folder });
    }
    return this.#way.at(-1)!.folder;
  }

  #leaveTo(depth: number): void {
    while (this.#way.length > depth) this.#way.pop()!.folder.close();
  }

  #skip(key: string): void {
    this.#skipped.count += 1;
    if (this.#skipped.first.length < mostNamedFiles) this.#skipped.first.push(pathOf(key));
  }
}

function isWithin(key: string, folder: string): boolean {
  return key === folder || key.startsWith(`${folder}/`);
}

function pathOf(key: string): string {
  return nameOfBytes(Buffer.from(key, 'latin1'));
}

/** A name for people and programs that know texts alone. */
function shown(path: string): string {
  return isUtf8Name(path) ? path : inertLine(path);
}

function tooMuch(bytes: number, mostBytes: number): FailureError {
  const message = `the results have more than ${formatBytes(mostBytes)}, counting the holes of sparse files`;
  return new FailureError(
    failure('disk-limit', 'packing', message, { limit: 'resultsBytes', observed: bytes }),
  );
}
