import type { FileHandle } from 'node:fs/promises';
import type { Entry, LocalFileHeader, ZipFile } from 'yauzl';
import { zipDirectoryPlace } from './zip-directory.ts';

/** Where each member's data begin, in bytes from the start of the file; or what contradicts what. */
export type ZipCrosscheck =
  | { readonly dataStarts: ReadonlyMap<Entry, number> }
  | {
      /** The member at fault, or null for the archive as a whole. */
      readonly entry: Entry | null;
      /** Continues "the archive" or, about a member, "it is refused: ". */
      readonly problem: string;
    };

/** A local header and a central directory entry without their names and extra fields. */
const localHeaderBytes = 30;
const centralEntryBytes = 46;
/** Sizes and checksum that may follow a member's data, with or without signature, with 4 or 8 byte sizes. */
const descriptorBytes: readonly number[] = [12, 16, 20, 24];
const encryptedFlag = 0x1;
const descriptorFlag = 0x8;
/** Stands for a size that is in an extra field, because it may be beyond 32 bits. */
const sizeElsewhere = 0xffff_ffff;

/**
 * Compares the two places where a zip describes its members. They must agree, and the members must cover the file
 * from its beginning to the central directory without sharing a byte, so that every tool sees the same package.
 */
export async function zipCrosscheck(
  file: FileHandle,
  fileBytes: number,
  zip: ZipFile,
  entries: readonly Entry[],
): Promise<ZipCrosscheck> {
  const place = await zipDirectoryPlace(file, fileBytes, Buffer.byteLength(zip.comment));
  const directoryBytes = entries.reduce((sum, entry) => sum + centralBytes(entry), 0);
  if (place === null || place.start + directoryBytes !== place.end)
    return { entry: null, problem: 'is damaged: its table of contents is not as long as it says' };
  const dataStarts = new Map<Entry, number>();
  let covered = 0;
  let mayHaveDescriptor = false;
  const isNext = (position: number) =>
    position === covered || (mayHaveDescriptor && descriptorBytes.includes(position - covered));
  for (const entry of entries.toSorted(
    (left, right) => left.relativeOffsetOfLocalHeader - right.relativeOffsetOfLocalHeader,
  )) {
    const start = entry.relativeOffsetOfLocalHeader;
    if (start < covered) return { entry, problem: 'it shares bytes with another member' };
    if (!isNext(start))
      return { entry: null, problem: 'holds data between its members that belong to none of them' };
    const local = await localHeader(zip, entry);
    if (local === null) return { entry, problem: 'it is not where the table of contents says' };
    const difference = differenceOf(entry, local);
    if (difference !== null)
      return { entry, problem: `its own header and the table of contents disagree about its ${difference}` };
    const dataStart = start + localHeaderBytes + local.fileNameLength + local.extraFieldLength;
    dataStarts.set(entry, dataStart);
    covered = dataStart + entry.compressedSize;
    mayHaveDescriptor = (local.generalPurposeBitFlag & descriptorFlag) !== 0;
  }
  return isNext(place.start)
    ? { dataStarts }
    : { entry: null, problem: 'holds data after its members that belong to none of them' };
}

function centralBytes(entry: Entry): number {
  return centralEntryBytes + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
}

/** The header before a member's data, or null where there is none. */
async function localHeader(zip: ZipFile, entry: Entry): Promise<LocalFileHeader | null> {
  try {
    return await zip.readLocalFileHeaderPromise(entry);
  } catch {
    return null;
  }
}

function differenceOf(entry: Entry, local: LocalFileHeader): string | null {
  if (!local.fileName.equals(entry.fileNameRaw)) return 'name';
  if (local.compressionMethod !== entry.compressionMethod) return 'compression';
  if (((local.generalPurposeBitFlag ^ entry.generalPurposeBitFlag) & encryptedFlag) !== 0)
    return 'encryption';
  const comesLater = (local.generalPurposeBitFlag & descriptorFlag) !== 0;
  const agrees = (here: number, there: number) =>
    here === there || here === sizeElsewhere || (comesLater && here === 0);
  if (!agrees(local.uncompressedSize, entry.uncompressedSize)) return 'size';
  if (!agrees(local.compressedSize, entry.compressedSize)) return 'packed size';
  return local.crc32 === entry.crc32 || (comesLater && local.crc32 === 0) ? null : 'checksum';
}
