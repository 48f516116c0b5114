import type { FileHandle } from 'node:fs/promises';
import { Transform, type TransformCallback, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Header } from 'tar-stream';
import { parseTar, tooLongHeader } from '../../files/tar-names.ts';
import type { Gate } from '../gate.ts';
import type { MemberKind } from '../member.ts';
import { isTarHeader } from './archive-kind.ts';
import { isBomb } from './is-bomb.ts';
import { showBytes } from './show-bytes.ts';

const copyAgain = 'Make or copy the archive again.';

const chunkBytes = 64 * 1024;
/** So much may pass here before the parser has told what of it is left out. */
const bytesAhead = 2 * chunkBytes;
const blockBytes = 512;
/** What is left out may unpack to so many times what it takes in the archive; more is made to be large. */
const mostRatio = 200;
/** What a member may take beside its content: its header, and one with a long name. */
const headerBytesPerMember = 4 * blockBytes;

const kinds: Readonly<Record<string, MemberKind>> = {
  file: 'file',
  directory: 'folder',
  link: 'hard link',
  symlink: 'symbolic link',
  'character-device': 'device',
  'block-device': 'device',
  fifo: 'fifo',
};

/** Ends the reading of a source whose verdict is clear. */
class Stopped extends Error {}

/** Reads a tar, plain or gzipped, as a stream: no more of it is held than the files that the intake admits. */
export async function readTar(file: FileHandle, gzipped: boolean, intake: Gate): Promise<void> {
  const guard = new TarGuard(intake, gzipped, (await file.stat()).size);
  const source = chunksOf(file, guard);
  const members = parseTar();
  members.on('entry', (header, content, next) => {
    // A content ends with its parser's error, which the pipeline reports.
    content.on('error', () => {});
    readMember(header, content, intake).then(
      () => next(intake.stopped ? new Stopped() : undefined),
      (error: Error) => next(error),
    );
  });
  // The parser's own stream class is a Writable in all that pipeline asks of one.
  const parser = members as unknown as Writable;
  try {
    if (gzipped) await pipeline(source, createGunzip({ chunkSize: chunkBytes }), guard, parser);
    else await pipeline(source, guard, parser);
  } catch (error) {
    if (!intake.stopped) refuseDamaged(error, intake);
  }
}

/** The file's bytes from the beginning; unlike the handle's own stream it leaves the handle open. */
async function* chunksOf(file: FileHandle, guard: TarGuard): AsyncGenerator<Buffer> {
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    guard.packedBytes = position;
    yield buffer.subarray(0, bytesRead);
  }
}

async function readMember(
  header: Header,
  content: AsyncIterable<unknown> & { resume(): unknown },
  intake: Gate,
): Promise<void> {
  const path = admit(header, intake);
  const keep = path !== null && kindOf(header) === 'file';
  const chunks: Buffer[] = [];
  if (intake.stopped) content.resume();
  else for await (const chunk of content) if (keep) chunks.push(chunk as Buffer);
  if (keep) intake.accept(path, Buffer.concat(chunks));
}

function admit(header: Header, intake: Gate): string | null {
  const { name, size = 0, mode = 0, pax } = header;
  const kind = kindOf(header);
  if (kind === 'folder' && size > 0) {
    // The parser takes what follows such a header for further headers, so that this content would never end.
    intake.refuseMember(name, 'it is a folder with content of its own', 'Make the archive again.');
    intake.stop();
    return null;
  }
  const path = intake.admit({ name, kind, size, mode });
  if (path === null) return null;
  if (Object.keys(pax ?? {}).some((key) => key.startsWith('GNU.sparse.'))) {
    intake.refuseMember(path, 'it is stored as a sparse file', 'Pack without `--sparse`.');
    return null;
  }
  return path;
}

function kindOf({ name, type }: Header): MemberKind {
  const kind = (typeof type === 'string' ? kinds[type] : undefined) ?? 'member of an unknown kind';
  // The oldest tars have no type for folders.
  return kind === 'file' && name.endsWith('/') ? 'folder' : kind;
}

function refuseDamaged(error: unknown, intake: Gate): void {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR' || message === 'Unexpected end of data')
    intake.refuseSource('is cut short', copyAgain);
  else if (code?.startsWith('Z_'))
    intake.refuseSource(`is damaged: its compressed data are not valid (${code})`, 'Make the archive again.');
  else if (message === tooLongHeader)
    intake.refuseSource(
      'has a header of more than 64 KiB',
      'Pack it again, with shorter names and no comments.',
    );
  else if (message.includes('unknown format'))
    intake.refuseSource('is a tar of a kind too old to be read', 'Pack with `tar --format=ustar` or later.');
  else if (/tar header|invalid header|header exceeds/i.test(message))
    intake.refuseSource('is damaged: one of its headers is not valid', 'Make the archive again.');
  else throw error;
}

/** Counts what passes, before the parser sees it, and checks how the stream begins and ends. */
class TarGuard extends Transform {
  readonly #intake: Gate;
  readonly #gzipped: boolean;
  #seenBytes = 0;
  /** So much of the file has been read, which may be less than what it unpacks to. */
  packedBytes = 0;
  /** The first block, and the last two. */
  #head = Buffer.alloc(0);
  #tail = Buffer.alloc(0);

  /** Of the whole file. */
  readonly #fileBytes: number;

  constructor(intake: Gate, gzipped: boolean, fileBytes: number) {
    super();
    this.#fileBytes = fileBytes;
    this.#intake = intake;
    this.#gzipped = gzipped;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#seenBytes += chunk.length;
    if (this.#head.length < blockBytes) {
      this.#head = Buffer.concat([this.#head, chunk.subarray(0, blockBytes - this.#head.length)]);
      if (this.#head.length === blockBytes) this.#checkHead();
    }
    this.#tail = Buffer.concat([this.#tail, chunk.subarray(-2 * blockBytes)]).subarray(-2 * blockBytes);
    const mostBytes = this.#intake.mostBytes + this.#intake.mostMembers * headerBytesPerMember;
    const passedOver = Math.min(this.#intake.leftOut.allowedBytes, mostRatio * this.packedBytes);
    if (this.#seenBytes > mostBytes + passedOver + bytesAhead)
      this.#intake.tooMuchUnpacked(`unpacks to more than ${showBytes(mostBytes)}`);
    else if (isBomb(this.#seenBytes, this.#fileBytes))
      this.#intake.tooMuchUnpacked('unpacks to more than 200 times its size');
    if (this.#intake.stopped) done(new Stopped());
    else done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    if (this.#head.length < blockBytes) this.#checkHead();
    const ended = this.#tail.length === 2 * blockBytes && this.#tail.every((byte) => byte === 0);
    if (!ended || this.#seenBytes % blockBytes !== 0)
      this.#intake.refuseSource('is cut short: the mark that ends a tar is missing', copyAgain);
    done(this.#intake.stopped ? new Stopped() : null);
  }

  #checkHead(): void {
    if (isTarHeader(this.#head)) return;
    this.#intake.refuseSource(
      this.#gzipped ? 'is gzipped, but what it holds is not a tar archive' : 'is not a tar archive',
      'Give a folder, a .tar, a .tar.gz or a .zip.',
    );
  }
}
