import { constants, createWriteStream } from 'node:fs';
import { open, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';

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
  /** Members left out because they are neither file nor folder or have a name that is not text. */
  readonly skipped: readonly string[];
}

/**
 * Packs a results folder as a tar: regular files and folders only, sorted by code points, modes 0644 and 0755, time 0,
 * owner 0 without names. The tar appears at `tarPath` whole or not at all. The folder was written by user code: links
 * are never followed, and a file counts as what it is when opened, not when listed.
 */
export async function packResults(folder: string, tarPath: string, signal: AbortSignal): Promise<Packed> {
  const members = await listMembers(folder);
  const skipped = members.filter(({ kind }) => kind === 'other').map(({ path }) => path);
  const archive = pack();
  const partial = `${tarPath}.partial`;
  const written = pipeline(archive, createWriteStream(partial, { mode: 0o600, flush: true }), { signal });
  // It may fail at any time; whoever adds a member then learns only that the archive is gone.
  written.catch(() => {});
  try {
    for (const { path, kind } of members) {
      if (kind === 'folder') await addFolder(archive, path);
      if (kind === 'file' && !(await addFile(archive, folder, path))) skipped.push(path);
    }
    archive.finalize();
  } catch (error) {
    archive.destroy(error as Error);
    await written;
    throw error;
  }
  await written;
  await rename(partial, tarPath);
  return { skipped };
}

async function listMembers(root: string): Promise<Member[]> {
  const members: Member[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await readdir(join(root, folder), { withFileTypes: true, encoding: 'buffer' });
    for (const entry of entries) {
      const name = decodeName(entry.name);
      const path = folder === '' ? name.text : `${folder}/${name.text}`;
      const kind = !name.exact ? 'other' : entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other';
      members.push({ path, kind });
      if (kind === 'folder') folders.push(path);
    }
  }
  return members.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

function decodeName(bytes: Buffer): { text: string; exact: boolean } {
  const text = bytes.toString('utf8');
  return { text, exact: Buffer.from(text).equals(bytes) };
}

function addFolder(archive: Pack, path: string): Promise<void> {
  return add(archive, { ...fixed, name: `${path}/`, type: 'directory', mode: 0o755 });
}

/** False when it is no regular file any more. */
async function addFile(archive: Pack, root: string, path: string): Promise<boolean> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(join(root, path), flags).catch(() => null);
  if (file === null) return false;
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return false;
    const { size } = stats;
    const header: Header = { ...fixed, name: path, type: 'file', mode: 0o644, size };
    if (size === 0) {
      await add(archive, header);
      return true;
    }
    const entry = archive.entry(header);
    await pipeline(file.createReadStream({ start: 0, end: size - 1, autoClose: false }), entry);
    return true;
  } finally {
    await file.close();
  }
}

/** Adds a member without content. */
function add(archive: Pack, header: Header): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry(header, Buffer.alloc(0), (error) => (error ? reject(error) : resolve()));
  });
}
