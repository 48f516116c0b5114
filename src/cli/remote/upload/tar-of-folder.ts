import { createReadStream, lstatSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Header, type Pack, pack } from 'tar-stream';
import { namesIn } from '../../../files/names-in.ts';
import { longNameBlocks } from '../../../files/tar-names.ts';
import { exactJoin, exactPath, isUtf8Name } from '../../../text/byte-names.ts';
import { compareCodePoints } from '../../../text/code-points.ts';
import { inertLine } from '../../../text/inert-text.ts';
import { readingReason } from '../../system-reason.ts';
import { UsageError } from '../../usage-error.ts';
import { readSmall, smallBytes } from './read-small.ts';

const plain = { mtime: new Date(0), uid: 0, gid: 0 } as const;

/**
 * A folder as a tar that is made while it is read, the same for the same contents. The stream ends with a UsageError
 * where something in the folder is neither a file nor a folder, cannot be read or changes meanwhile.
 */
export function tarOfFolder(folder: string): Readable {
  return made(async (tar) => {
    const waiting = [''];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop())
      waiting.push(...(await addEntries(tar, folder, path)));
  });
}

/** Files in memory as a tar. */
export function tarOfFiles(files: Iterable<{ readonly path: string; readonly bytes: Buffer }>): Readable {
  return made(async (tar) => {
    for (const { path, bytes } of files) await addWhole(tar, { name: path, mode: 0o644 }, bytes);
  });
}

function made(fill: (tar: Pack) => Promise<void>): Readable {
  const tar = pack();
  fill(tar).then(
    () => tar.finalize(),
    (error: Error) => tar.destroy(error),
  );
  return Readable.from(tar);
}

/** Adds what lies in one folder, and returns the folders in it. */
async function addEntries(tar: Pack, root: string, folder: string): Promise<readonly string[]> {
  const folders: string[] = [];
  const names = await namesIn(join(root, folder)).catch((error) => unreadable(folder, error));
  for (const name of names.sort(compareCodePoints)) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const stats = statsOf(root, path);
    if (stats.isDirectory()) {
      await addWhole(tar, { name: path, type: 'directory', mode: 0o755 });
      folders.push(path);
    } else if (stats.isFile()) await addFile(tar, join(root, path), path, stats.size);
    else {
      const what = stats.isSymbolicLink() ? 'a link' : 'neither a file nor a folder';
      throw new UsageError(`${inertLine(path)} in the data is ${what}; put a copy of the file in its place.`);
    }
  }
  return folders.reverse();
}

function statsOf(root: string, path: string): Stats {
  try {
    return lstatSync(exactJoin(root, path));
  } catch (error) {
    return unreadable(path, error);
  }
}

/** Adds a member whose content is at hand. */
function addWhole(
  tar: Pack,
  header: Pick<Header, 'name' | 'mode'> & Partial<Pick<Header, 'type'>>,
  bytes: Buffer = Buffer.alloc(0),
): Promise<void> {
  const { name } = header;
  return new Promise((resolve, reject) => {
    const entry = tar.entry(
      { ...plain, ...header, name: headerName(tar, name), size: bytes.length },
      (error) => (error ? reject(error) : resolve()),
    );
    // An empty write is left out: the archiver would wait for ever for it to be taken.
    entry.end(bytes.length > 0 ? bytes : null);
  });
}

async function addFile(tar: Pack, file: string, path: string, size: number): Promise<void> {
  if (size <= smallBytes) {
    const bytes = small(file, path, size);
    return addWhole(tar, { name: path, mode: 0o644 }, bytes);
  }
  const entry = tar.entry({ ...plain, name: headerName(tar, path), mode: 0o644, size });
  const content = createReadStream(exactPath(file), { end: size - 1, highWaterMark: 256 * 1024 });
  try {
    // The archiver's own stream class is a Writable in all that pipeline asks of one.
    await pipeline(content, entry as unknown as Writable);
  } catch (error) {
    if (content.bytesRead < size && content.errored === null) throw changed(path);
    unreadable(path, error);
  }
}

function small(file: string, path: string, size: number): Buffer {
  let bytes: Buffer | null;
  try {
    bytes = readSmall(file, size);
  } catch (error) {
    unreadable(path, error);
  }
  if (bytes === null) throw changed(path);
  return bytes;
}

function changed(path: string): UsageError {
  return new UsageError(`${inertLine(path)} in the data changed while it was read; send it again.`);
}

/** The name in the header of a member that comes next; what a header cannot say is in the tar before it. */
function headerName(tar: Pack, name: string): string {
  if (isUtf8Name(name)) return name;
  tar.push(longNameBlocks(name));
  return 'long-name';
}

function unreadable(path: string, error: unknown): never {
  if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  throw new UsageError(`${inertLine(path) || 'The folder'} cannot be read: ${readingReason(error)}.`);
}
