import type { FileHandle } from 'node:fs/promises';
import { readAt } from './read-at.ts';

/** Where a zip's central directory lies, in bytes from the start of the file. */
export interface ZipDirectoryPlace {
  readonly start: number;
  /** Where the records that end the archive begin; the directory must reach exactly so far. */
  readonly end: number;
}

const endSignature = 0x06054b50;
const endBytes = 22;
const zip64LocatorSignature = 0x07064b50;
const zip64LocatorBytes = 20;
const zip64EndSignature = 0x06064b50;
const zip64EndBytes = 56;

/**
 * Finds the central directory from the records at the end, or null where they are not what they should be.
 * `commentBytes` is the length of the archive's comment, which is the last thing in the file.
 */
export async function zipDirectoryPlace(
  file: FileHandle,
  size: number,
  commentBytes: number,
): Promise<ZipDirectoryPlace | null> {
  const endAt = size - endBytes - commentBytes;
  const end = await readAt(file, endAt, endBytes);
  if (end === null || end.readUInt32LE(0) !== endSignature) return null;
  const locator = await readAt(file, endAt - zip64LocatorBytes, zip64LocatorBytes);
  if (locator === null || locator.readUInt32LE(0) !== zip64LocatorSignature)
    return { start: end.readUInt32LE(16), end: endAt };
  const zip64At = Number(locator.readBigUInt64LE(8));
  const zip64 = await readAt(file, zip64At, zip64EndBytes);
  if (zip64 === null || zip64.readUInt32LE(0) !== zip64EndSignature) return null;
  if (zip64At + 12 + Number(zip64.readBigUInt64LE(4)) !== endAt - zip64LocatorBytes) return null;
  return { start: Number(zip64.readBigUInt64LE(48)), end: zip64At };
}
