import { type Extract, extract } from 'tar-stream';
import { bytesOfName, nameOfBytes } from '../text/byte-names.ts';

const blockBytes = 512;
/** How the parser's error begins where a header is longer than it may be. */
export const tooLongHeader = 'Header exceeds 64 KiB';
/** Most bytes of a header that names a member anew, or says more of it: the longest path of a system has 4 KiB. */
const longHeaderBytes = 64 * 1024;

/** What the parser does with headers that are longer than a block, which it takes up to 4 MiB of. */
interface LongHeaders {
  _header: { readonly type: string };
  _decodeLongHeader(content: Buffer): void;
}

/**
 * A parser of tars that gives names with all of their bytes, as {@link nameOfBytes} does. Their headers are bounded, so
 * that reading one is a matter of a millisecond. What is said of all members together means nothing here, and would
 * cost its size again with each of them: it is passed over.
 */
export function parseTar(): Extract {
  // The parser makes texts of names, which would lose what is not UTF-8; of latin1 none is.
  const members = extract({ filenameEncoding: 'latin1' } as object);
  const inside = members as unknown as LongHeaders;
  const decode = inside._decodeLongHeader;
  if (typeof decode !== 'function')
    throw new Error('this version of tar-stream reads long headers otherwise');
  inside._decodeLongHeader = function (this: LongHeaders, content) {
    if (content.byteLength > longHeaderBytes) throw new Error(tooLongHeader);
    if (this._header.type !== 'pax-global-header')
      decode.call(this, this._header.type.startsWith('pax') ? latin1Records(content) : content);
  };
  members.on('entry', (header) => {
    header.name = nameOfBytes(Buffer.from(header.name, 'latin1'));
  });
  return members;
}

/** Records of a pax header, which the parser takes for UTF-8, rewritten so that it reads each byte as latin1. */
function latin1Records(content: Buffer): Buffer {
  const records: Buffer[] = [];
  for (let at = 0; at < content.length; ) {
    const digits = /^(\d{1,10}) /.exec(content.toString('latin1', at, at + 11))?.[1];
    const length = Number(digits);
    if (digits === undefined || length <= digits.length) break;
    records.push(record(content.toString('latin1', at + digits.length + 1, at + length)));
    at += length;
  }
  return Buffer.concat(records);
}

/** A text with its own length, in bytes and with that number and a space before it. */
function record(text: string): Buffer {
  const body = Buffer.from(` ${text}`);
  let length = body.length + 1;
  while (String(length).length + body.length > length) length += 1;
  return Buffer.concat([Buffer.from(String(length)), body]);
}

/**
 * What a tar has before a member whose name is not UTF-8: its name with all of its bytes, in the form that every tool
 * reads. The member's own header may then have any name.
 */
export function longNameBlocks(name: string): Buffer {
  const bytes = Buffer.concat([bytesOfName(name), Buffer.alloc(1)]);
  const padding = Buffer.alloc((blockBytes - (bytes.length % blockBytes)) % blockBytes);
  return Buffer.concat([longNameHeader(bytes.length), bytes, padding]);
}

function longNameHeader(bytes: number): Buffer {
  const header = Buffer.alloc(blockBytes);
  header.write('././@LongLink', 0, 'latin1');
  for (const [field, at] of [
    ['0000644', 100],
    ['0000000', 108],
    ['0000000', 116],
    [bytes.toString(8).padStart(11, '0'), 124],
    ['00000000000', 136],
    // The checksum counts as blank.
    ['        ', 148],
    ['L', 156],
    ['ustar  ', 257],
  ] as const)
    header.write(field, at, 'latin1');
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}
