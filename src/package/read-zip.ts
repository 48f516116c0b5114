import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, type InputType, inflateRaw, type ZlibOptions } from 'node:zlib';
import { type Entry, fromFdPromise, getFileNameLowLevel, type LocalFileHeader, type ZipFile } from 'yauzl';
import type { Intake, MemberKind } from './intake.ts';
import { readAt, zipDirectoryPlace } from './zip-directory.ts';

const stored = 0;
const deflated = 8;
const encryptedFlag = 0x1;
const descriptorFlag = 0x8;
/** A local header and a central directory entry without their names and extra fields. */
const localHeaderBytes = 30;
const centralEntryBytes = 46;
/** Sizes and checksum that may follow a member's data, with or without signature, with 4 or 8 byte sizes. */
const descriptorBytes: readonly number[] = [12, 16, 20, 24];

const again = 'Make the archive again with another tool.';

interface ZipMember {
  readonly entry: Entry;
  readonly name: string;
  /** Where its content goes; null for folders, leftovers and what was refused. */
  readonly path: string | null;
}

/**
 * Reads a zip archive. The central directory says what there is; before any content is unpacked it must agree with
 * every local header, and the members must cover the file from its beginning without sharing a byte.
 */
export async function readZip(file: FileHandle, size: number, intake: Intake): Promise<void> {
  let zip: ZipFile;
  const members: ZipMember[] = [];
  try {
    zip = await fromFdPromise(file.fd, { decodeStrings: false, validateEntrySizes: false, autoClose: false });
    if (zip.entryCount > intake.mostMembers) return intake.tooManyMembers();
    for await (const entry of zip.eachEntry()) {
      members.push(admit(entry, intake));
      if (intake.stopped) return;
    }
  } catch (error) {
    return refuseDamaged(error, intake);
  }
  if (!(await isCoveredOnce(file, size, zip, members, intake))) return;
  for (const member of members) {
    if (intake.stopped) return;
    if (member.path !== null) await readContent(file, member.entry, member.path, intake);
  }
}

function admit(entry: Entry, intake: Intake): ZipMember {
  const raw = entry.fileNameRaw;
  // Some systems store UTF-8 without the flag that says so.
  const flags = entry.generalPurposeBitFlag | (isUtf8(raw) ? 0x800 : 0);
  const name = getFileNameLowLevel(flags, raw, entry.extraFields, true);
  const mode = entry.externalFileAttributes >>> 16;
  const kind = kindOf(name, mode);
  const path = intake.admit({ name, kind, size: kind === 'file' ? entry.uncompressedSize : 0, mode });
  if (path === null) return { entry, name, path: null };
  const problem = problemOf(entry, kind, raw);
  if (problem !== null) intake.refuseMember(path, problem, again);
  return { entry, name, path: problem === null && kind === 'file' ? path : null };
}

function kindOf(name: string, mode: number): MemberKind {
  const isFolder = name.endsWith('/');
  switch (mode & 0o170000) {
    case 0:
      return isFolder ? 'folder' : 'file';
    case 0o040000:
      return isFolder ? 'folder' : 'member of an unknown kind';
    case 0o100000:
      return isFolder ? 'member of an unknown kind' : 'file';
    case 0o120000:
      return 'symbolic link';
    case 0o020000:
    case 0o060000:
      return 'device';
    case 0o010000:
      return 'fifo';
    case 0o140000:
      return 'socket';
    default:
      return 'member of an unknown kind';
  }
}

function problemOf(entry: Entry, kind: MemberKind, rawName: Buffer): string | null {
  if (rawName.some((byte) => byte < 0x20 || byte === 0x7f))
    return 'its name holds control or invisible characters';
  if (kind === 'folder')
    return entry.uncompressedSize === 0 ? null : 'it is a folder with content of its own';
  if ((entry.generalPurposeBitFlag & encryptedFlag) !== 0) return 'it is encrypted';
  if (entry.compressionMethod !== stored && entry.compressionMethod !== deflated)
    return `it is compressed in a way (method ${entry.compressionMethod}) other than stored or deflated`;
  if (entry.compressionMethod === stored && entry.compressedSize !== entry.uncompressedSize)
    return 'its sizes contradict each other';
  return null;
}

/** Compares the two places where a zip describes its members; refuses the first contradiction. */
async function isCoveredOnce(
  file: FileHandle,
  size: number,
  zip: ZipFile,
  members: readonly ZipMember[],
  intake: Intake,
): Promise<boolean> {
  const place = await zipDirectoryPlace(file, size, Buffer.byteLength(zip.comment));
  const directoryBytes = members.reduce(
    (sum, { entry }) =>
      sum + centralEntryBytes + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength,
    0,
  );
  if (place === null || place.start + directoryBytes !== place.end) {
    intake.refuseSource('is damaged: its table of contents is not as long as it says', again);
    return false;
  }
  let covered = 0;
  let mayHaveDescriptor = false;
  const follows = (at: number) =>
    at === covered || (mayHaveDescriptor && descriptorBytes.includes(at - covered));
  for (const { entry, name } of members.toSorted(
    (left, right) => left.entry.relativeOffsetOfLocalHeader - right.entry.relativeOffsetOfLocalHeader,
  )) {
    const start = entry.relativeOffsetOfLocalHeader;
    if (start < covered) {
      intake.refuseMember(name, 'it shares bytes with another member', again);
      return false;
    }
    if (!follows(start)) {
      intake.refuseSource('holds data between its members that belong to none of them', again);
      return false;
    }
    const local = await localHeader(zip, entry);
    const difference = local === null ? 'position' : differenceOf(entry, local);
    if (local === null || difference !== null) {
      intake.refuseMember(name, `its two headers disagree about its ${difference}`, again);
      return false;
    }
    covered = start + localHeaderBytes + local.fileNameLength + local.extraFieldLength + entry.compressedSize;
    mayHaveDescriptor = (local.generalPurposeBitFlag & descriptorFlag) !== 0;
  }
  if (covered <= place.start && follows(place.start)) return true;
  intake.refuseSource('holds data after its members that belong to none of them', again);
  return false;
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
  const later = (local.generalPurposeBitFlag & descriptorFlag) !== 0;
  // 0xffffffff: the size is in an extra field, because it may be beyond 32 bits.
  const agrees = (here: number, there: number) =>
    here === there || here === 0xffff_ffff || (later && here === 0);
  if (!agrees(local.uncompressedSize, entry.uncompressedSize)) return 'size';
  if (!agrees(local.compressedSize, entry.compressedSize)) return 'compressed size';
  return local.crc32 === entry.crc32 || (later && local.crc32 === 0) ? null : 'checksum';
}

interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}
const inflateRawAsync = promisify(inflateRaw) as unknown as (
  input: InputType,
  options: ZlibOptions,
) => Promise<Inflated>;

async function readContent(file: FileHandle, entry: Entry, path: string, intake: Intake): Promise<void> {
  // Deflate's own overhead is 5 bytes in 65,535 where nothing can be compressed.
  if (entry.compressedSize > entry.uncompressedSize * 1.01 + 1024)
    return intake.refuseMember(path, 'it is larger packed than unpacked', again);
  const dataAt = entry.relativeOffsetOfLocalHeader + localHeaderBytes;
  const lengths = await readAt(file, entry.relativeOffsetOfLocalHeader + 26, 4);
  const packed =
    lengths &&
    (await readAt(file, dataAt + lengths.readUInt16LE(0) + lengths.readUInt16LE(2), entry.compressedSize));
  if (packed === null) return intake.refuseMember(path, 'its data are cut short', again);
  const bytes = entry.compressionMethod === stored ? packed : await inflated(packed, entry.uncompressedSize);
  if (bytes === null || bytes.length !== entry.uncompressedSize)
    intake.refuseMember(path, 'its data do not unpack to the size that its header states', again);
  else if (crc32(bytes) !== entry.crc32)
    intake.refuseMember(path, 'its data do not match their checksum', again);
  else intake.accept(path, bytes);
}

/** The unpacked data, or null where they are not valid, do not end where they should, or are more than `size`. */
async function inflated(packed: Buffer, size: number): Promise<Buffer | null> {
  try {
    const { buffer, engine } = await inflateRawAsync(packed, {
      info: true,
      maxOutputLength: Math.max(size, 1),
      chunkSize: Math.min(Math.max(size, 64), 1024 * 1024),
    });
    return engine.bytesWritten === packed.length ? buffer : null;
  } catch {
    return null;
  }
}

function refuseDamaged(error: unknown, intake: Intake): void {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== undefined) throw error;
  if (message.startsWith('End of central directory'))
    intake.refuseSource(
      'is cut short: the end of a zip archive is missing',
      'Make or copy the archive again.',
    );
  else if (message.includes('encryption')) intake.refuseSource('is encrypted', 'Pack without a password.');
  else if (message.startsWith('multi-disk'))
    intake.refuseSource('is one part of a split zip archive', 'Pack it in one piece.');
  else
    intake.refuseSource('is damaged: its table of contents is not valid', 'Make or copy the archive again.');
}
