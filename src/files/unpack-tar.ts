import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exactJoin } from '../text/byte-names.ts';
import { parseTar } from './tar-names.ts';

/**
 * Unpacks a tar of files and folders into an empty folder, under their names byte for byte and with the caller's umask.
 * Nothing is overwritten, no link is made, and a name that leads out of the folder is an error.
 */
export async function unpackTar(tar: string, folder: string): Promise<void> {
  const members = parseTar();
  // The parser's own stream class is a Writable in all that pipeline asks of one.
  const reading = pipeline(createReadStream(tar), members as unknown as Writable);
  reading.catch(() => {});
  try {
    for await (const member of members) {
      const { name, type } = member.header;
      const parts = name.split('/').filter((part) => part !== '' && part !== '.');
      if (parts.includes('..') || name.startsWith('/')) throw new Error('a name leads out of the folder');
      const path = exactJoin(folder, ...parts);
      if (type === 'directory') {
        await mkdir(path, { recursive: true, mode: 0o755 });
        member.resume();
        continue;
      }
      if (type !== 'file') throw new Error('the tar holds what is neither a file nor a folder');
      await mkdir(exactJoin(folder, dirname(parts.join('/'))), { recursive: true, mode: 0o755 });
      await pipeline(member, createWriteStream(path, { flags: 'wx', mode: 0o644 }));
    }
    await reading;
  } finally {
    members.destroy();
  }
}
