import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { type Pack, pack } from 'tar-stream';
import { HeldFolder } from '../../files/held-folder.ts';
import { longNameBlocks } from '../../files/tar-names.ts';
import { FailureError, failure } from '../../model/failures.ts';
import { mostNamedFiles, type ResultFiles } from '../../model/result-files.ts';
import { bytesOfName, isUtf8Name } from '../../text/byte-names.ts';
import { formatBytes } from '../../text/format-quantity.ts';
import { inertLine } from '../../text/inert-text.ts';
import { listResults, pathOf } from './list-results.ts';

/** What is the same in every member, so that equal results give equal bytes. */
const fixed = { mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' } as const;

/** Folders that are added before others have their turn. */
const foldersAtOnce = 64;
/** What the header of a member has for a name that it cannot say. */
const shortName = 'long-name';

type Header = Parameters<Pack['entry']>[0];

export interface Packed {
  /**
   * Members left out because they are neither file nor folder or lie too deep: how many, and the paths of the first
   * {@link mostNamedFiles}.
   */
  readonly skipped: { readonly first: readonly string[]; readonly count: number };
  readonly files: ResultFiles;
}

/**
 * Packs a results folder as a tar: regular files and folders only, sorted by bytes, modes 0644 and 0755, time 0,
 * owner 0 without names. The tar appears at `tarPath` whole or not at all. The folder was written by user code: nothing
 * from outside gets in even if it changes meanwhile, links are never followed, and a file counts as what it is when it
 * is opened, not when it was listed. Throws FailureError `disk-limit` where the files have more than `mostBytes` in
 * all, or where there are more than can be listed.
 */
export async function packResults(
  path: string,
  tarPath: string,
  mostBytes: number,
  signal: AbortSignal,
): Promise<Packed> {
  const folder = await HeldFolder.open(path);
  const partial = `${tarPath}.partial`;
  try {
    const members = await listResults(folder);
    const skipped = { first: [] as string[], count: 0 };
    const skip = (path: string) => {
      skipped.count += 1;
      if (skipped.first.length < mostNamedFiles) skipped.first.push(path);
    };
    const archive = pack();
    const written = pipeline(archive, createWriteStream(partial, { mode: 0o600, flush: true }), { signal });
    // It may fail at any time; whoever adds a member then learns only that the archive is gone.
    written.catch(() => {});
    const files = new FilePacker(archive, folder, mostBytes);
    try {
      let folders = 0;
      for (const member of members) {
        const path = pathOf(member);
        if (member.kind === 'folder') {
          await addEmpty(archive, named(archive, `${path}/`, { type: 'directory', mode: 0o755 }));
          folders += 1;
          // The archive takes folders as fast as they come, whether or not anything has been written meanwhile.
          if (folders % foldersAtOnce === 0) await setImmediate();
        } else if (member.kind === 'other' || !(await files.add(path))) skip(path);
      }
      archive.finalize();
    } catch (error) {
      archive.destroy(error as Error);
      await written;
      throw error;
    }
    await written;
    await rename(partial, tarPath);
    return { skipped, files: files.packed };
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    await folder.close();
  }
}

/** The header of a member that comes next. What a header cannot say of its name is in the archive before it. */
function named(archive: Pack, name: string, header: Omit<Header, 'name'>): Header {
  if (isUtf8Name(name)) return { ...fixed, ...header, name };
  archive.push(longNameBlocks(name));
  return { ...fixed, ...header, name: shortName };
}

/** Adds files one after the other, each reached anew from the root, folder by folder. */
class FilePacker {
  #bytes = 0;
  #count = 0;
  readonly #first: { readonly path: string; readonly bytes: number }[] = [];
  readonly #archive: Pack;
  readonly #root: HeldFolder;
  readonly #mostBytes: number;

  constructor(archive: Pack, root: HeldFolder, mostBytes: number) {
    this.#archive = archive;
    this.#root = root;
    this.#mostBytes = mostBytes;
  }

  get packed(): ResultFiles {
    return { first: this.#first, count: this.#count, bytes: this.#bytes };
  }

  /** False when it is no regular file any more. */
  async add(path: string): Promise<boolean> {
    const file = await this.#open(path);
    if (file === null) return false;
    try {
      const stats = await file.stat();
      if (!stats.isFile()) return false;
      const { size } = stats;
      this.#bytes += size;
      if (this.#bytes > this.#mostBytes) throw tooMuch(this.#bytes, this.#mostBytes);
      const header = named(this.#archive, path, { type: 'file', mode: 0o644, size });
      if (size === 0) await addEmpty(this.#archive, header);
      else {
        const content = file.createReadStream({ start: 0, end: size - 1, autoClose: false });
        await pipeline(content, this.#archive.entry(header));
      }
      this.#count += 1;
      if (this.#first.length < mostNamedFiles) this.#first.push({ path: shown(path), bytes: size });
      return true;
    } finally {
      await file.close();
    }
  }

  async #open(path: string) {
    const names = path.split('/').map(bytesOfName);
    const last = names.pop()!;
    let folder = this.#root;
    try {
      for (const name of names) {
        const inner = await folder.folder(name);
        if (folder !== this.#root) await folder.close();
        folder = inner;
      }
      return await folder.file(last);
    } catch {
      return null;
    } finally {
      if (folder !== this.#root) await folder.close();
    }
  }
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

/** Adds a member without content. */
function addEmpty(archive: Pack, header: Header): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry(header, Buffer.alloc(0), (error) => (error ? reject(error) : resolve()));
  });
}
