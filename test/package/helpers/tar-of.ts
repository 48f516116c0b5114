export interface TarSpec {
  readonly name: string | Buffer;
  readonly content?: Buffer;
  /** `0` file, `1` hard link, `2` symbolic link, `3` and `4` devices, `5` folder, `6` fifo. */
  readonly type?: string;
  readonly linkName?: string;
  readonly mode?: number;
  /** What the header says, instead of the content's length. */
  readonly size?: number;
  /** A header before the member's own, with these records. */
  readonly pax?: Readonly<Record<string, string>>;
  /** A header before that is meant for all members that follow. */
  readonly paxOfAll?: Readonly<Record<string, string>>;
}

const blockBytes = 512;

/** The two blocks of zeros that end a tar. */
export const tarEnd = Buffer.alloc(2 * blockBytes);

/** Writes a tar archive, as wrong as asked for; names longer than 100 bytes go into a GNU header before. */
export function tarOf(specs: readonly TarSpec[]): Buffer {
  return Buffer.concat([...specs.flatMap(tarMember), tarEnd]);
}

export function tarMember(spec: TarSpec): Buffer[] {
  const content = spec.content ?? Buffer.alloc(0);
  const name = Buffer.from(spec.name);
  const records = (of: TarSpec['pax']) =>
    Buffer.concat(Object.entries(of ?? {}).map(([key, value]) => paxRecord(key, value)));
  return [
    ...(spec.paxOfAll === undefined ? [] : block('pax', 'g', records(spec.paxOfAll))),
    ...(spec.pax === undefined ? [] : block('pax', 'x', records(spec.pax))),
    ...(name.length > 100 ? block('././@LongLink', 'L', Buffer.concat([name, Buffer.alloc(1)])) : []),
    ...block(name.subarray(0, 100), spec.type ?? '0', content, spec),
  ];
}

function block(
  name: string | Buffer,
  type: string,
  content: Buffer,
  rest: Pick<TarSpec, 'linkName' | 'mode' | 'size'> = {},
): Buffer[] {
  const header = Buffer.alloc(blockBytes);
  Buffer.from(name).copy(header);
  header.write(`${octal(rest.mode ?? 0o644, 7)}\0`, 100);
  header.write(`${octal(0, 7)}\0${octal(0, 7)}\0`, 108);
  writeSize(header, rest.size ?? content.length);
  header.write(`${octal(0, 11)}\0`, 136);
  header.write(type, 156);
  header.write(rest.linkName ?? '', 157);
  header.write('ustar\x0000', 257, 'latin1');
  writeTarChecksum(header);
  return [header, content, Buffer.alloc(-content.length & (blockBytes - 1))];
}

/** Puts the right checksum into a header block. */
export function writeTarChecksum(header: Buffer): void {
  header.fill(' ', 148, 156);
  const sum = header.subarray(0, blockBytes).reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148, 'latin1');
}

function writeSize(header: Buffer, size: number): void {
  if (size < 8 ** 11) header.write(`${octal(size, 11)}\0`, 124);
  else {
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(size), 128);
  }
}

function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (String(length).length + rest !== length) length += 1;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}
