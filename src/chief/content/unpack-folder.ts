import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import { parseTar, tooLongHeader } from '../../files/tar-names.ts';
import { archiveKind, sniffedBytes } from '../../package/archives/archive-kind.ts';
import type { Claim } from './claim.ts';
import { type FolderBounds, FolderWriter } from './folder-writer.ts';
import { TarMeter } from './tar-meter.ts';
import { badArchive, type UnpackRefusal, UnpackRefused } from './unpack-refusal.ts';

export type UnpackOutcome =
  /** `bytes`: space that all of it takes ({@link FolderWriter.space}). */
  { readonly kind: 'unpacked'; readonly bytes: number; readonly digest: string } | UnpackRefusal;

const packAgain = 'Pack the folder again with `tar -cf data.tar -C FOLDER .`.';

/**
 * Unpacks a tar or tar.gz of regular files and folders, as a stream, into an empty folder that nobody else writes to.
 * Modes are 0644 and 0755 whatever the archive says. The digest is over paths and contents, so that the same folder
 * has the same digest however it was packed. It is counted as it is unpacked, so that what was made to be heavy is
 * refused before it weighs; space is claimed before it is taken. What was written of a refused archive is the
 * caller's to remove. Throws the system's error when something cannot be read or written.
 */
export async function unpackFolder(
  archive: string,
  folder: string,
  bounds: FolderBounds,
  claim: Claim,
): Promise<UnpackOutcome> {
  const kind = await kindOf(archive);
  if (kind !== 'tar' && kind !== 'tar.gz')
    return badArchive('A dataset folder comes as a tar or tar.gz archive, and this is neither.', packAgain);
  const writer = new FolderWriter(folder, bounds, claim);
  const { size } = await stat(archive);
  const meter = new TarMeter(size, writer);
  const members = parseTar();
  // The parser's own stream class is a Writable in all that pipeline asks of one.
  const parser = members as unknown as Writable;
  const source = createReadStream(archive);
  const feeding =
    kind === 'tar' ? pipeline(source, meter, parser) : pipeline(source, createGunzip(), meter, parser);
  feeding.catch(() => {});
  try {
    for await (const member of members) await writer.take(member.header, member);
    await feeding;
    if (!meter.isWhole)
      return badArchive('The archive is cut short: the mark that ends a tar is missing.', packAgain);
    return { kind: 'unpacked', bytes: writer.space, digest: writer.digest() };
  } catch (error) {
    source.destroy();
    members.destroy();
    // Where feeding failed, the members' side knows only that its stream was destroyed.
    const cause: unknown =
      error instanceof UnpackRefused ? error : await feeding.catch((fed: unknown) => fed);
    if (cause instanceof UnpackRefused) return cause.refusal;
    const problem = damage(error) ?? damage(cause);
    if (problem === null) throw error;
    return badArchive(problem, packAgain);
  }
}

async function kindOf(archive: string): Promise<'tar' | 'tar.gz' | 'zip' | null> {
  const file = await open(archive, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(sniffedBytes), 0, sniffedBytes, 0);
    return archiveKind(buffer.subarray(0, bytesRead)).kind;
  } finally {
    await file.close();
  }
}

/** What the parsers' errors say of the archive; null for anything else. */
function damage(error: unknown): string | null {
  const { code, message = '' } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (code === 'Z_BUF_ERROR' || message === 'Unexpected end of data') return 'The archive is cut short.';
  if (code?.startsWith('Z_')) return `The archive is damaged: its compressed data are not valid (${code}).`;
  if (message === tooLongHeader) return 'The archive has a header of more than 64 KiB.';
  if (/tar header|invalid header|header exceeds|unknown format/i.test(message))
    return 'The archive is damaged: one of its headers is not valid.';
  return null;
}
