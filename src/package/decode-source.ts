import { type C1Bytes, type PythonEncoding, pythonEncoding } from './python-encodings.ts';

/** The text, without a byte order mark and with its line ends as they are; or why Python would refuse the bytes. */
export type DecodedSource =
  | { readonly text: string }
  | {
      /** Ends the sentence "the file cannot be read: …". */
      readonly problem: string;
      /** Of the first byte at fault. */
      readonly offset: number;
      /** The same place in the file, counted from 1; columns in characters. */
      readonly line: number;
      readonly column: number;
    };

/** Characters that decoders give for bytes that they do not know: C1 controls, private use, the replacement. */
const unknownBytes = /[\x80-\x9f\uE000-\uF8FE\uFFFD]/;
/** Bytes 0x80 to 0x9f of cp1252, as Python has them. */
const cp1252C1 = '€\uFFFD‚ƒ„…†‡ˆ‰Š‹Œ\uFFFDŽ\uFFFD\uFFFD‘’“”•–—˜™š›œ\uFFFDžŸ';

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Decodes Python source as the interpreter does when it imports it: byte order mark, coding cookie in the first two
 * lines (PEP 263), UTF-8 otherwise; a NUL byte anywhere, or a byte that the encoding does not have, is refused.
 */
export function decodeSource(bytes: Buffer): DecodedSource {
  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    return problemAt(bytes, nul, isUtf16 ? 'it is UTF-16, not UTF-8' : 'it holds a NUL byte');
  }
  const marked = bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark);
  const body = marked ? bytes.subarray(byteOrderMark.length) : bytes;
  const cookie = codingCookie(body);
  const encoding = cookie === null ? ({ kind: 'utf-8' } as const) : pythonEncoding(cookie.name);
  const at = (offset: number) => offset + (bytes.length - body.length);
  if (encoding === null)
    return problemAt(
      bytes,
      at(cookie!.offset),
      `its encoding is given as \`${cookie!.name}\`, which is not read here`,
    );
  // After a byte order mark Python accepts only this very spelling.
  if (marked && cookie !== null && !/^utf[-_]8($|[-_])/i.test(cookie.name))
    return problemAt(
      bytes,
      at(cookie.offset),
      `it begins with a UTF-8 mark but says it is \`${cookie.name}\``,
    );
  const decoded = decode(body, encoding);
  if ('text' in decoded) return decoded;
  const byte = body[decoded.offset]!.toString(16).padStart(2, '0');
  return problemAt(bytes, at(decoded.offset), `byte 0x${byte} is not valid ${cookie?.name ?? 'UTF-8'}`);
}

/** The encoding named in a comment on the first line, or on the second where the first holds no code. */
function codingCookie(body: Buffer): { readonly name: string; readonly offset: number } | null {
  const lines = /^([^\r\n]*)(\r\n|\r|\n|$)([^\r\n]*)/.exec(body.toString('latin1'))!;
  const first = lines[1]!;
  const inFirst = cookieIn(first, 0);
  if (inFirst !== null || !/^[ \t\f]*(#|$)/.test(first)) return inFirst;
  return cookieIn(lines[3]!, first.length + lines[2]!.length);
}

function cookieIn(
  line: string,
  lineOffset: number,
): { readonly name: string; readonly offset: number } | null {
  const found = /^[ \t\f]*#.*?coding[:=][ \t]*([-_.A-Za-z0-9]+)/d.exec(line);
  return found === null ? null : { name: found[1]!, offset: lineOffset + found.indices![1]![0] };
}

type Decoded = { readonly text: string } | { readonly offset: number };

function decode(body: Buffer, encoding: PythonEncoding): Decoded {
  switch (encoding.kind) {
    case 'utf-8':
      return decodeUtf8(body);
    case 'latin-1':
      return { text: body.toString('latin1') };
    case 'ascii': {
      const offset = body.findIndex((byte) => byte > 0x7f);
      return offset === -1 ? { text: body.toString('latin1') } : { offset };
    }
    case 'cp1252':
      return decodeSingleBytes(body, (byte) =>
        byte >= 0x80 && byte <= 0x9f ? cp1252C1[byte - 0x80]! : String.fromCharCode(byte),
      );
    case 'platform':
      return encoding.c1 === 'platform'
        ? decodeByPlatform(body, encoding.label)
        : decodeSingleBytes(body, platformCharacters(encoding.label, encoding.c1));
  }
}

function decodeUtf8(body: Buffer): Decoded {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(body);
  let offset = 0;
  let from = 0;
  for (let mark = text.indexOf('\uFFFD'); mark !== -1; mark = text.indexOf('\uFFFD', from)) {
    offset += Buffer.byteLength(text.slice(from, mark));
    // A replacement character that the source itself holds has three bytes like any other, and is no error.
    if (body.toString('latin1', offset, offset + 3) !== '\xef\xbf\xbd') return { offset };
    offset += 3;
    from = mark + 1;
  }
  return { text };
}

function decodeSingleBytes(body: Buffer, characterOf: (byte: number) => string): Decoded {
  const table = Array.from({ length: 256 }, (_, byte) => characterOf(byte));
  const offset = body.findIndex((byte) => table[byte] === '\uFFFD');
  return offset === -1 ? { text: Array.from(body, (byte) => table[byte]).join('') } : { offset };
}

function platformCharacters(label: string, c1: C1Bytes): (byte: number) => string {
  const decoder = new TextDecoder(label);
  return (byte) => {
    if (c1 === 'controls' && byte >= 0x80 && byte <= 0x9f) return String.fromCharCode(byte);
    const character = decoder.decode(Uint8Array.of(byte));
    return unknownBytes.test(character) ? '\uFFFD' : character;
  };
}

function decodeByPlatform(body: Buffer, label: string): Decoded {
  const text = platformText(body, label, false);
  if (text !== null) return { text };
  // The decoder does not tell which byte it was: the longest prefix that can be decoded shows it.
  let good = 0;
  let bad = body.length;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (platformText(body.subarray(0, middle), label, true) === null) bad = middle;
    else good = middle;
  }
  return { offset: good };
}

/** Null where something cannot be decoded; `cut`: the last character may be incomplete. */
function platformText(bytes: Buffer, label: string, cut: boolean): string | null {
  try {
    const text = new TextDecoder(label, { fatal: true }).decode(bytes, { stream: cut });
    return unknownBytes.test(text) ? null : text;
  } catch {
    return null;
  }
}

function problemAt(bytes: Buffer, offset: number, problem: string): DecodedSource {
  const before = bytes.toString('latin1', 0, offset).split(/\r\n|\r|\n/);
  const lineBytes = Buffer.from(before.at(-1)!, 'latin1');
  const column = [...lineBytes.toString('utf8').replace(/^\uFEFF/, '')].length + 1;
  return { problem, offset, line: before.length, column };
}
