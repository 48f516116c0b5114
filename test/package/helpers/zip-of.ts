import { crc32, deflateRawSync } from 'node:zlib';

/** The fields that both of a zip member's headers have. */
interface ZipHeader {
  readonly name: Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly extra: Buffer;
}

export interface ZipSpec {
  readonly name: string | Buffer;
  readonly content?: Buffer;
  readonly mode?: number;
  /** What system; Unix where it is not said. */
  readonly madeBy?: 'dos';
  /** What the data are, instead of the content deflated. */
  readonly packed?: Buffer;
  /** What both headers say, then what one of them says instead. */
  readonly both?: Partial<ZipHeader>;
  readonly local?: Partial<ZipHeader>;
  readonly central?: Partial<ZipHeader>;
  /** Where the central directory says that the member begins. */
  readonly offset?: number;
  /** Listed in the central directory only: nothing of it is written where members lie. */
  readonly listedOnly?: boolean;
  /** Written where members lie only. */
  readonly unlisted?: boolean;
}

/** Writes a zip archive, as wrong as asked for. `entryCount` is what the end record says. */
export function zipOf(specs: readonly ZipSpec[], options: { readonly entryCount?: number } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let position = 0;
  const write = (bytes: Buffer) => {
    parts.push(bytes);
    position += bytes.length;
  };
  for (const spec of specs) {
    const content = spec.content ?? Buffer.alloc(0);
    const packed = spec.packed ?? deflateRawSync(content);
    const header: ZipHeader = {
      name: Buffer.from(spec.name),
      flags: 0x800,
      method: 8,
      crc: crc32(content),
      packedBytes: packed.length,
      bytes: content.length,
      extra: Buffer.alloc(0),
      ...spec.both,
    };
    const offset = spec.offset ?? position;
    if (!spec.listedOnly) {
      const local = { ...header, ...spec.local };
      write(Buffer.concat([Buffer.from('PK\x03\x04\x14\0', 'latin1'), fixedFields(local)]));
      write(Buffer.concat([local.name, local.extra, packed]));
    }
    if (spec.unlisted) continue;
    const central = { ...header, ...spec.central };
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((spec.mode ?? 0o100644) << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.from(`PK\x01\x02\x14${spec.madeBy === 'dos' ? '\0' : '\x03'}\x14\0`, 'latin1'),
      fixedFields(central),
      tail,
      central.name,
    );
    directory.push(central.extra);
  }
  const listed = specs.filter((spec) => !spec.unlisted).length;
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE((options.entryCount ?? listed) & 0xffff, 8);
  end.writeUInt16LE((options.entryCount ?? listed) & 0xffff, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(position, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

function fixedFields(header: ZipHeader): Buffer {
  const fields = Buffer.alloc(24);
  fields.writeUInt16LE(header.flags, 0);
  fields.writeUInt16LE(header.method, 2);
  fields.writeUInt32LE(header.crc, 8);
  fields.writeUInt32LE(header.packedBytes, 12);
  fields.writeUInt32LE(header.bytes, 16);
  fields.writeUInt16LE(header.name.length, 20);
  fields.writeUInt16LE(header.extra.length, 22);
  return fields;
}
