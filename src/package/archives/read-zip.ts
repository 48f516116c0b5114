import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, inflateRaw, inflateRawSync, type ZlibOptions } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, getFileNameLowLevel, type ZipFile } from 'yauzl';
import { nameOfBytes } from '../../text/byte-names.ts';
import type { Gate } from '../gate.ts';
import type { MemberKind } from '../member.ts';
import { isBomb } from './is-bomb.ts';
import { PagedReader } from './paged-reader.ts';
import { zipCrosscheck } from './zip-crosscheck.ts';

const stored = 0;
const deflated = 8;
const encryptedFlag = 0x1;
/** General purpose bit 11: names are UTF-8. */
const utf8Flag = 0x800;
/** Of who made an entry, in the upper byte of its version: a system whose names are bytes. */
const unix = 3;

const packAgain = 'Make the archive again with another tool.';
const copyAgain = 'Make or copy the archive again.';

// With `info` both return more than their types say.
const inflateHere = inflateRawSync as unknown as Inflate<Inflated>;
const inflateElsewhere = promisify(inflateRaw) as unknown as Inflate<Promise<Inflated>>;
/** Content shorter than this is unpacked in this thread, since another costs more than the work; in bytes. */
const worthAThread = 256 * 1024;

/**
 * Reads a zip archive. Its central directory says what there is, and is cross-checked with the members' own headers
 * before any content is unpacked.
 */
export async function readZip(file: FileHandle, fileBytes: number, intake: Gate): Promise<void> {
  const paths = new Map<Entry, string | null>();
  const reader = new PagedReader(file);
  let zip: ZipFile;
  try {
    zip = await fromRandomAccessReaderPromise(reader, fileBytes, {
      decodeStrings: false,
      validateEntrySizes: false,
      autoClose: false,
    });
    for await (const entry of zip.eachEntry()) {
      paths.set(entry, admit(entry, intake));
      if (isBomb(intake.claimedBytes, fileBytes))
        intake.tooMuchUnpacked('unpacks to more than 200 times its size');
      if (intake.stopped) return;
    }
  } catch (error) {
    return refuseDamaged(error, intake);
  }
  if (intake.namesOnly) return;
  const checked = await zipCrosscheck(file, fileBytes, zip, [...paths.keys()]);
  if ('problem' in checked) {
    if (checked.entry === null) intake.refuseSource(checked.problem, packAgain);
    else intake.refuseMember(nameOf(checked.entry), checked.problem, packAgain);
    return;
  }
  for (const [entry, path] of paths)
    if (path !== null) await readContent(reader, entry, checked.dataStarts.get(entry)!, path, intake);
}

/** The path for the content of an entry; null for folders, leftovers and what was refused. */
function admit(entry: Entry, intake: Gate): string | null {
  const name = nameOf(entry);
  const mode = entry.externalFileAttributes >>> 16;
  const kind = kindOf(name, mode);
  const path = intake.admit({ name, kind, size: kind === 'file' ? entry.uncompressedSize : 0, mode });
  if (path === null) return null;
  const refused = refusalOf(entry, kind);
  if (refused !== null) intake.refuseMember(path, ...refused);
  return refused === null && kind === 'file' ? path : null;
}

function nameOf(entry: Entry): string {
  // Some systems store UTF-8 without the flag that says so.
  if (entry.versionMadeBy >> 8 === unix && !isUtf8(entry.fileNameRaw)) return nameOfBytes(entry.fileNameRaw);
  const flags = entry.generalPurposeBitFlag | (isUtf8(entry.fileNameRaw) ? utf8Flag : 0);
  return getFileNameLowLevel(flags, entry.fileNameRaw, entry.extraFields, true);
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

function refusalOf(entry: Entry, kind: MemberKind): readonly [problem: string, help: string] | null {
  // The older encoding of names, code page 437, shows pictures where ASCII has control characters.
  if (entry.fileNameRaw.some((byte) => byte < 0x20 || byte === 0x7f))
    return ['its name holds control or invisible characters', 'Rename it.'];
  if (kind === 'folder')
    return entry.uncompressedSize === 0 ? null : ['it is a folder with content of its own', packAgain];
  if ((entry.generalPurposeBitFlag & encryptedFlag) !== 0)
    return ['it is encrypted', 'Pack without a password.'];
  if (entry.compressionMethod !== stored && entry.compressionMethod !== deflated)
    return [`its compression (method ${entry.compressionMethod}) is not the usual one`, 'Pack with deflate.'];
  if (entry.compressionMethod === stored && entry.compressedSize !== entry.uncompressedSize)
    return ['its sizes contradict each other', packAgain];
  return null;
}

async function readContent(
  reader: PagedReader,
  entry: Entry,
  dataStart: number,
  path: string,
  intake: Gate,
): Promise<void> {
  // Deflate's own overhead is 5 bytes in 65,535 where nothing can be compressed.
  if (entry.compressedSize > entry.uncompressedSize * 1.01 + 1024)
    return intake.refuseMember(path, 'it is larger packed than unpacked', packAgain);
  const packed = await reader.bytesAt(dataStart, entry.compressedSize);
  if (packed.length < entry.compressedSize)
    return intake.refuseMember(path, 'its data are cut short', packAgain);
  const bytes =
    entry.compressionMethod === stored ? Buffer.from(packed) : await inflated(packed, entry.uncompressedSize);
  if (bytes?.length !== entry.uncompressedSize)
    intake.refuseMember(path, 'its data do not unpack to the size that its header states', packAgain);
  else if (crc32(bytes) !== entry.crc32)
    intake.refuseMember(path, 'its data do not match their checksum', packAgain);
  else intake.accept(path, bytes);
}

interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}
type Inflate<Result> = (input: Buffer, options: ZlibOptions) => Result;

/** The unpacked data, or null where they are not valid, do not end where they should, or are more than `size`. */
async function inflated(packed: Buffer, size: number): Promise<Buffer | null> {
  const options = {
    info: true,
    maxOutputLength: Math.max(size, 1),
    chunkSize: Math.min(Math.max(size, 64), 1024 * 1024),
  };
  try {
    const { buffer, engine } =
      size < worthAThread ? inflateHere(packed, options) : await inflateElsewhere(packed, options);
    return engine.bytesWritten === packed.length ? buffer : null;
  } catch {
    return null;
  }
}

function refuseDamaged(error: unknown, intake: Gate): void {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== undefined) throw error;
  if (message.startsWith('End of central directory'))
    intake.refuseSource('is cut short: the end of a zip archive is missing', copyAgain);
  else if (message.includes('encryption')) intake.refuseSource('is encrypted', 'Pack without a password.');
  else if (message.startsWith('multi-disk'))
    intake.refuseSource('is one part of a split zip archive', 'Pack it in one piece.');
  else intake.refuseSource('is damaged: its table of contents is not valid', copyAgain);
}
