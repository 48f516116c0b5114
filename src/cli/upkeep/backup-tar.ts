import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn } from '../../files/names-in.ts';
import { bytesOfName, exactJoin, exactPath } from '../../text/byte-names.ts';
import { compareCodePoints } from '../../text/code-points.ts';
import { inertLine } from '../../text/inert-text.ts';
import { memberHeader, paddingOf } from '../../trees/tar-member.ts';
import { readSmall, smallBytes } from '../remote/upload/read-small.ts';
import { systemReason } from '../system-reason.ts';
import { UsageError } from '../usage-error.ts';
import { digestLine, endOfBackup } from './backup-digests.ts';
import { digestsFile } from './backup-format.ts';

const readBytes = 256 * 1024;

/**
 * A folder as the tar of a backup, a piece at a time, with the digests of its files and of all of it at its end. The
 * former are gathered in the file `digests`, which must not be there. Throws UsageError where something cannot be read.
 */
export async function* backupTar(folder: string, digests: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const bytes of members(folder, digests)) {
    hash.update(bytes);
    yield bytes;
  }
  yield endOfBackup(hash.digest('hex'));
}

async function* members(folder: string, digests: string): AsyncGenerator<Buffer> {
  const list = await open(digests, 'wx', 0o600);
  try {
    const waiting = [''];
    for (let above = waiting.pop(); above !== undefined; above = waiting.pop()) {
      const folders: string[] = [];
      for (const name of (await namesIn(join(folder, above))).sort(compareCodePoints)) {
        const path = above === '' ? name : `${above}/${name}`;
        const stats = await lstat(exactJoin(folder, path));
        if (stats.isDirectory()) {
          folders.push(path);
          yield memberHeader(bytesOfName(`${path}/`), 'folder', 0);
          continue;
        }
        const hash = createHash('sha256');
        yield* member(join(folder, path), path, stats.size, hash);
        await list.appendFile(digestLine(hash.digest('hex'), path));
      }
      waiting.push(...folders.reverse());
    }
  } finally {
    await list.close();
  }
  yield* member(digests, digestsFile, (await lstat(digests)).size, createHash('sha256'));
}

/** A file as a member of that name; its content goes into the hash, too. */
async function* member(file: string, path: string, size: number, hash: Hash): AsyncGenerator<Buffer> {
  const header = memberHeader(bytesOfName(path), 'file', size);
  const padding = Buffer.alloc(paddingOf(size));
  try {
    if (size <= smallBytes) {
      const content = readSmall(file, size);
      if (content === null) throw changed(path);
      hash.update(content);
      yield Buffer.concat([header, content, padding]);
      return;
    }
    yield header;
    const content = createReadStream(exactPath(file), { end: size - 1, highWaterMark: readBytes });
    for await (const bytes of content as AsyncIterable<Buffer>) {
      hash.update(bytes);
      yield bytes;
    }
    if (content.bytesRead < size) throw changed(path);
    yield padding;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new UsageError(`${inertLine(path)} cannot be read: ${systemReason(error)}. Nothing was kept.`);
  }
}

function changed(path: string): UsageError {
  return new UsageError(`${inertLine(path)} changed while it was read. Begin again.`);
}
