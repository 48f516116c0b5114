import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';

/** Half of a pair that stands alone: how a byte that is not UTF-8 is kept. */
const loneByte = /[\udc80-\udcff]/u;

/**
 * The name of a file as a text that has every byte of it: what is UTF-8 as it reads, and each other byte as the lone
 * surrogate U+DC80 to U+DCFF, as Python's `surrogateescape` has it. So JSON and path functions can handle any name.
 */
export function nameOfBytes(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let name = '';
  let at = 0;
  while (at < bytes.length) {
    const length = characterLength(bytes, at);
    name += length === 0 ? String.fromCharCode(0xdc00 + bytes[at]!) : bytes.toString('utf8', at, at + length);
    at += Math.max(length, 1);
  }
  return name;
}

/** The bytes of a name that {@link nameOfBytes} gave, or of any other text. */
export function bytesOfName(name: string): Buffer {
  if (isUtf8Name(name)) return Buffer.from(name);
  const parts = name
    .split(/([\udc80-\udcff]+)/u)
    .map((part) =>
      loneByte.test(part)
        ? Buffer.from(Array.from(part, (unit) => unit.charCodeAt(0) - 0xdc00))
        : Buffer.from(part),
    );
  return Buffer.concat(parts);
}

/** Whether every byte of the name is part of UTF-8. */
export function isUtf8Name(name: string): boolean {
  return name.isWellFormed();
}

/** A path that the file system functions take as it is meant: they would change bytes that are not UTF-8. */
export function exactPath(path: string): string | Buffer {
  return isUtf8Name(path) ? path : bytesOfName(path);
}

/** {@link exactPath} of joined parts. */
export function exactJoin(...parts: readonly string[]): string | Buffer {
  return exactPath(join(...parts));
}

/** Of the UTF-8 character that begins there, in bytes; 0 where none does. */
function characterLength(bytes: Buffer, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  let length = 2;
  if (first >= 0xe0) length = first >= 0xf0 ? 4 : 3;
  return at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}
