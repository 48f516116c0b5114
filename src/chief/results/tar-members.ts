import type { FileHandle } from 'node:fs/promises';

/** A file or folder in a tar. */
export interface TarMember {
  /** Every byte of it, without a `/` at the end. */
  readonly path: Buffer;
  readonly kind: 'file' | 'folder';
  /** Where its content begins in the tar, and how long that is. */
  readonly at: number;
  readonly bytes: number;
}

const blockBytes = 512;
const readBytes = 1024 * 1024;
/** Of a header that names a member: the longest path of a system has 4 KiB. */
const mostHeaderBytes = 64 * 1024;

/**
 * The members of a tar as `packResults` writes it, in its order, by their headers alone: what lies between them is not
 * read. Throws where it is no such tar.
 */
export async function* tarMembers(file: FileHandle, bytes: number): AsyncGenerator<TarMember> {
  const window = new Window(file, bytes);
  let named: { readonly path?: Buffer; readonly size?: number } = {};
  for (let at = 0; at + blockBytes <= bytes; ) {
    const header = await window.read(at, blockBytes);
    if (header[0] === 0) return;
    const type = String.fromCharCode(header[156]!);
    const size = named.size ?? sizeIn(header);
    const content = at + blockBytes;
    if (type === 'x' || type === 'L') {
      if (size > mostHeaderBytes) throw new Error('a header of the results is too long');
      const text = Buffer.from(await window.read(content, size));
      named = type === 'L' ? { path: text.subarray(0, text.indexOf(0)) } : recordsIn(text);
    } else {
      const path = withoutSlash(named.path ?? pathIn(header));
      const kind = type === '5' ? 'folder' : 'file';
      named = {};
      yield { path, kind, at: content, bytes: size };
    }
    at = content + Math.ceil(size / blockBytes) * blockBytes;
  }
}

/** Reads a file forwards, a large piece at a time. */
class Window {
  #from = 0;
  #bytes: Buffer = Buffer.alloc(0);
  readonly #file: FileHandle;
  readonly #end: number;

  constructor(file: FileHandle, end: number) {
    this.#file = file;
    this.#end = end;
  }

  async read(at: number, length: number): Promise<Buffer> {
    if (at < this.#from || at + length > this.#from + this.#bytes.length) {
      const wanted = Math.min(this.#end - at, Math.max(readBytes, length));
      const piece = Buffer.alloc(Math.max(0, wanted));
      const { bytesRead } = await this.#file.read(piece, 0, piece.length, at);
      this.#bytes = piece.subarray(0, bytesRead);
      this.#from = at;
    }
    const found = this.#bytes.subarray(at - this.#from, at - this.#from + length);
    if (found.length < length) throw new Error('the results end within a member');
    return found;
  }
}

/** In octal digits, or where the first bit is set in bytes. */
function sizeIn(header: Buffer): number {
  if ((header[124]! & 0x80) !== 0) return Number(header.readBigUInt64BE(128));
  return Number.parseInt(`0${untilZero(header.subarray(124, 136)).toString('latin1').trim()}`, 8);
}

function pathIn(header: Buffer): Buffer {
  const name = untilZero(header.subarray(0, 100));
  const isPosix = header.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isPosix ? untilZero(header.subarray(345, 500)) : Buffer.alloc(0);
  return prefix.length === 0 ? Buffer.from(name) : Buffer.concat([prefix, Buffer.from('/'), name]);
}

function untilZero(field: Buffer): Buffer {
  const end = field.indexOf(0);
  return end === -1 ? field : field.subarray(0, end);
}

/** What records of a pax header, such as `18 path=some/name`, say of the member behind it. */
function recordsIn(text: Buffer): { readonly path?: Buffer; readonly size?: number } {
  let named: { readonly path?: Buffer; readonly size?: number } = {};
  for (let at = 0; at < text.length; ) {
    const space = text.indexOf(0x20, at);
    const length = Number(text.toString('latin1', at, space));
    if (!Number.isSafeInteger(length) || length <= space - at + 1) break;
    const equals = text.indexOf(0x3d, space);
    const key = text.toString('latin1', space + 1, equals);
    const value = text.subarray(equals + 1, at + length - 1);
    if (key === 'path') named = { ...named, path: value };
    if (key === 'size') named = { ...named, size: Number(value.toString('latin1')) };
    at += length;
  }
  return named;
}

function withoutSlash(path: Buffer): Buffer {
  return path.at(-1) === 0x2f ? path.subarray(0, -1) : path;
}
