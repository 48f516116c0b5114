import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import { HeldFolder } from '../../files/held-folder.ts';
import { FailureError, failure } from '../../model/failures.ts';
import { mostNamedFiles, type ResultFiles } from '../../model/result-files.ts';
import { formatBytes } from '../../text/format-quantity.ts';
import { deepestResults } from './folder-usage.ts';

/** What is the same in every member, so that equal results give equal bytes. */
const fixed = { mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' } as const;

type Header = Parameters<Pack['entry']>[0];
type Kind = 'file' | 'folder' | 'other';

interface Member {
  /** Relative to the results folder, with `/`. */
  readonly path: string;
  readonly kind: Kind;
}

export interface Packed {
  /** Members left out because they are neither file nor folder, have a name that is not text or lie too deep. */
  readonly skipped: readonly string[];
  readonly files: ResultFiles;
}

/**
 * Packs a results folder as a tar: regular files and folders only, sorted by code points, modes 0644 and 0755, time 0,
 * owner 0 without names. The tar appears at `tarPath` whole or not at all. The folder was written by user code: nothing
 * from outside gets in even if it changes meanwhile, links are never followed, and a file counts as what it is when it
 * is opened, not when it was listed. Throws FailureError `disk-limit` where the files have more than `mostBytes` in
 * all.
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
    const members = await listMembers(folder);
    const skipped = members.filter(({ kind }) => kind === 'other').map((member) => member.path);
    const archive = pack();
    const written = pipeline(archive, createWriteStream(partial, { mode: 0o600, flush: true }), { signal });
    // It may fail at any time; whoever adds a member then learns only that the archive is gone.
    written.catch(() => {});
    const files = new FilePacker(archive, folder, mostBytes);
    try {
      for (const { path, kind } of members) {
        if (kind === 'folder')
          await addEmpty(archive, { ...fixed, name: `${path}/`, type: 'directory', mode: 0o755 });
        if (kind === 'file' && !(await files.add(path))) skipped.push(path);
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

async function listMembers(root: HeldFolder): Promise<Member[]> {
  const members: Member[] = [];
  const list = async (folder: HeldFolder, prefix: string, depth: number): Promise<void> => {
    for (const entry of await folder.entries()) {
      const name = decodeName(entry.name);
      const path = `${prefix}${name.text}`;
      const reachable = name.exact && depth < deepestResults;
      if (!reachable || !entry.isDirectory()) {
        members.push({ path, kind: name.exact && entry.isFile() ? 'file' : 'other' });
        continue;
      }
      const inner = await folder.folder(entry.name).catch(() => null);
      members.push({ path, kind: inner === null ? 'other' : 'folder' });
      try {
        if (inner !== null) await list(inner, `${path}/`, depth + 1);
      } finally {
        await inner?.close();
      }
    }
  };
  await list(root, '', 0);
  return members.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

function decodeName(bytes: Buffer): { text: string; exact: boolean } {
  const text = bytes.toString('utf8');
  return { text, exact: Buffer.from(text).equals(bytes) };
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
      const header: Header = { ...fixed, name: path, type: 'file', mode: 0o644, size };
      if (size === 0) await addEmpty(this.#archive, header);
      else {
        const content = file.createReadStream({ start: 0, end: size - 1, autoClose: false });
        await pipeline(content, this.#archive.entry(header));
      }
      this.#count += 1;
      if (this.#first.length < mostNamedFiles) this.#first.push({ path, bytes: size });
      return true;
    } finally {
      await file.close();
    }
  }

  async #open(path: string) {
    const names = path.split('/').map((name) => Buffer.from(name));
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
