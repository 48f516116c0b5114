import { createReadStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Header } from 'tar-stream';
import { parseTar } from '../../../files/tar-names.ts';
import { inertLine } from '../../../text/inert-text.ts';

/**
 * Reads a results tar without unpacking it. Returns why it must not be unpacked, to continue a sentence, or null:
 * results are regular files and folders with names below their folder, and a chief that sends others is not obeyed.
 */
export async function inspectResults(tar: string): Promise<string | null> {
  const members = parseTar();
  // The parser's own stream class is a Writable in all that pipeline asks of one.
  const reading = pipeline(createReadStream(tar), members as unknown as Writable);
  reading.catch(() => {});
  try {
    const kinds = new Map<string, Header['type']>();
    for await (const member of members) {
      const problem = problemWith(member.header, kinds);
      member.resume();
      if (problem !== null) return `${inertLine(member.header.name)} ${problem}`;
    }
    await reading;
    return null;
  } catch (error) {
    return `they are no whole tar (${inertLine((error as Error).message)})`;
  } finally {
    members.destroy();
  }
}

function problemWith({ name, type, mode = 0 }: Header, kinds: Map<string, Header['type']>): string | null {
  if (type !== 'file' && type !== 'directory') return 'is neither a file nor a folder';
  if (name.startsWith('/') || name.includes('\0') || /^[A-Za-z]:/.test(name)) return 'has no name below them';
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return 'leads out of their folder';
  if ((mode & 0o7000) !== 0) return 'wants rights that no result has';
  const path = parts.join('/');
  if (kinds.get(path) === 'file' || (kinds.has(path) && type === 'file')) return 'is there twice';
  kinds.set(path, type);
  return null;
}
