import { closeSync, createReadStream, mkdirSync, openSync, writeFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exactJoin } from '../text/byte-names.ts';
import { parseTar } from './tar-names.ts';

/** What is read in one call, in bytes: with Node's 64 KiB a large file takes three times as long. */
const readBytes = 1024 * 1024;

/**
 * Unpacks a tar of files and folders into an empty folder, under their names byte for byte and with the caller's umask.
 * Nothing is overwritten, no link is made, and a name that leads out of the folder is an error. Writing is waited for,
 * a piece at a time, while the next is read: for a process that has nothing else to do. `see` is shown all bytes of the
 * tar, in order.
 */
export async function unpackTar(
  tar: string,
  folder: string,
  see: (bytes: Buffer) => void = () => {},
): Promise<void> {
  const members = parseTar();
  const made = new Set<string>();
  const makeFolder = (parts: readonly string[]) => {
    if (made.has(parts.join('/'))) return;
    // From the top, so that a name of very many parts ends at what the system takes for a path.
    for (let count = 1; count <= parts.length; count += 1) {
      const path = parts.slice(0, count).join('/');
      if (made.has(path)) continue;
      mkdirSync(exactJoin(folder, path), { mode: 0o755 });
      made.add(path);
    }
  };
  // The parser's own stream class is a Writable in all that pipeline asks of one.
  const reading = pipeline(
    createReadStream(tar, { highWaterMark: readBytes }),
    async function* (pieces: AsyncIterable<Buffer>) {
      for await (const bytes of pieces) {
        see(bytes);
        yield bytes;
      }
    },
    members as unknown as Writable,
  );
  reading.catch(() => {});
  try {
    for await (const member of members) {
      const { name, type } = member.header;
      const parts = name.split('/').filter((part) => part !== '' && part !== '.');
      if (parts.includes('..') || name.startsWith('/')) throw new Error('a name leads out of the folder');
      const path = exactJoin(folder, ...parts);
      if (type === 'directory') {
        makeFolder(parts);
        member.resume();
        continue;
      }
      if (type !== 'file') throw new Error('the tar holds what is neither a file nor a folder');
      makeFolder(parts.slice(0, -1));
      const file = openSync(path, 'wx', 0o644);
      try {
        for await (const chunk of member) writeFileSync(file, chunk as Buffer);
      } finally {
        closeSync(file);
      }
    }
    await reading;
  } finally {
    members.destroy();
  }
}
