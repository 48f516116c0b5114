import { isUtf8 } from 'node:buffer';
import { longNameBlocks } from '../files/tar-names.ts';
import { nameOfBytes } from '../text/byte-names.ts';

/** Tars are made of blocks of this size. */
export const blockBytes = 512;

/** What the fields of a header hold of a path, in bytes: its name, and a prefix with a `/` between them. */
const [nameBytes, prefixBytes] = [100, 155];
const slash = 0x2f;
/** Sizes with more digits of base 8 are written as numbers of base 256. */
const sizeDigits = 11;

export type MemberKind = 'file' | 'folder';

/** The letter of POSIX for each kind of member; the record says more of the member after it. */
const flags = { file: '0', folder: '5', record: 'x' } as const;

/**
 * The blocks before the content of a member of a tar, as POSIX.1-2017 has them (pax, "ustar Interchange Format"): modes
 * 0644 and 0755, time 0, owner 0 without names. `path` is its name as bytes, for a folder with a `/` at its end. A name
 * that is not ASCII or too long goes into a pax record before it, and one that is not UTF-8 into one of GNU tar, which
 * takes any bytes.
 */
export function memberHeader(path: Buffer, kind: MemberKind, size: number): Buffer {
  const mode = kind === 'file' ? '000644' : '000755';
  const parts = isAscii(path) ? splitPath(path) : null;
  if (parts !== null) return header(parts, mode, flags[kind], size);
  if (!isUtf8(path)) {
    const named = header({ name: Buffer.from('long-name'), prefix: null }, mode, flags[kind], size);
    return Buffer.concat([longNameBlocks(nameOfBytes(path)), named]);
  }
  const record = pathRecord(path);
  const named = { name: Buffer.from('PaxHeader'), prefix: null };
  return Buffer.concat([
    header(named, mode, flags.record, record.length),
    record,
    Buffer.alloc(paddingOf(record.length)),
    header(named, mode, flags[kind], size),
  ]);
}

/** Zeros that follow content of so many bytes. */
export function paddingOf(bytes: number): number {
  return (blockBytes - (bytes % blockBytes)) % blockBytes;
}

interface SplitPath {
  readonly name: Buffer;
  readonly prefix: Buffer | null;
}

function isAscii(path: Buffer): boolean {
  for (const byte of path) if (byte >= 0x80) return false;
  return true;
}

/** Folders go over to the prefix, one after the other, until the rest fits. Null where it never does. */
function splitPath(path: Buffer): SplitPath | null {
  if (path.length <= nameBytes) return { name: path, prefix: null };
  let at = path.indexOf(slash);
  while (at !== -1 && path.length - at - 1 > nameBytes) at = path.indexOf(slash, at + 1);
  if (at === -1 || at > prefixBytes) return null;
  return { name: path.subarray(at + 1), prefix: path.subarray(0, at) };
}

/** ` path=NAME` with its own length before it, in bytes and with that number. */
function pathRecord(path: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(' path='), path, Buffer.from('\n')]);
  let digits = 1;
  while (String(body.length + digits).length > digits) digits += 1;
  return Buffer.concat([Buffer.from(String(body.length + digits)), body]);
}

/** All that is the same in every header. */
const template = (() => {
  const block = Buffer.alloc(blockBytes);
  for (const [field, at] of [
    ['000000 ', 108],
    ['000000 ', 116],
    ['00000000000 ', 136],
    ['ustar', 257],
    ['00', 263],
    ['000000 ', 329],
    ['000000 ', 337],
  ] as const)
    block.write(field, at, 'latin1');
  return block;
})();
/** The checksum counts as blank in the sum of all bytes. */
const templateSum = template.reduce((sum, byte) => sum + byte, 8 * 0x20);

function header({ name, prefix }: SplitPath, mode: string, flag: string, size: number): Buffer {
  const block = Buffer.from(template);
  let sum = templateSum + add(block, name, 0) + add(block, Buffer.from(`${mode} `, 'latin1'), 100);
  sum += add(block, sizeField(size), 124) + add(block, Buffer.from(flag, 'latin1'), 156);
  if (prefix !== null) sum += add(block, prefix, 345);
  block.write(`${sum.toString(8).padStart(6, '0')} `, 148, 'latin1');
  return block;
}

/** Puts a field where there are zeros; the sum of its bytes. */
function add(block: Buffer, field: Buffer, at: number): number {
  let sum = 0;
  for (let index = 0; index < field.length; index += 1) {
    const byte = field[index]!;
    block[at + index] = byte;
    sum += byte;
  }
  return sum;
}

function sizeField(size: number): Buffer {
  const digits = size.toString(8);
  if (digits.length <= sizeDigits) return Buffer.from(`${digits.padStart(sizeDigits, '0')} `, 'latin1');
  const field = Buffer.alloc(sizeDigits + 1);
  field.writeUIntBE(size, field.length - 6, 6);
  field[0] = 0x80;
  return field;
}
