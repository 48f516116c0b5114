/**
 * A harness puts a mark before each line that user code prints while it works on a fragment, or to `sys.stderr`:
 * between two record separators the fragment's number, and an `e` for the latter. User code may forge marks, and then
 * labels its own lines wrongly; what it writes to a descriptor itself has none.
 *
 * Before it tells that a fragment has failed, it writes to both descriptors an empty line whose mark is the number and
 * an `f`: all that was printed of the fragment comes before those two.
 */
export const markByte = 0x1e;
/** The first byte of a mark and what follows it before the last, at most. */
export const longestMark = 18;
/** What a mark of `sys.stderr` ends in. */
export const stderrByte = 0x65;

/** What a mark ends in that says where the log of a failed fragment ends. */
export const endByte = 0x66;

/** Of a line that only says where the log of a failed fragment ends, in bytes. */
export const longestEndLine = longestMark + 2;

const separator = '\x1e';
const mark = /^(?=.)(\d{0,16})(?:(e?)|(?<=\d)f)$/;
const endOfEndLine = 'f\x1e\n';
const endInside = /^\d{1,16}f$/;

/** What the first mark of a line says of it. */
export interface MarkedLine {
  readonly text: string;
  /** Null where no mark names one. */
  readonly fragment: number | null;
  /** It was printed to `sys.stderr`. */
  readonly ofStderr: boolean;
}

/** A line of a log without its marks, and what the first of them says. */
export function readMarks(line: string): MarkedLine {
  if (!line.includes(separator)) return { text: line, fragment: null, ofStderr: false };
  const [before = '', ...parts] = line.split(separator);
  let text = before;
  let first: RegExpExecArray | null = null;
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at]!;
    const after = parts[at + 1];
    const found = mark.exec(part);
    if (after === undefined || found === null) text += separator + part;
    else {
      first ??= found;
      text += after;
      at += 1;
    }
  }
  const [, digits = '', stderr = ''] = first ?? [];
  return { text, fragment: numberOf(digits), ofStderr: stderr !== '' };
}

/** What is nothing but marks is no line. */
export function withoutMarks(text: string): string {
  return readMarks(
    text.includes(endOfEndLine)
      ? text
          .split('\n')
          .filter((line) => !isEndLine(line))
          .join('\n')
      : text,
  ).text;
}

/** Where bytes of a log say that the log of a failed fragment ends: the place after its line. */
export function* endsOf(bytes: Buffer): Generator<{ readonly fragment: number; readonly at: number }> {
  for (let at = bytes.indexOf(endOfEndLine, 1); at !== -1; at = bytes.indexOf(endOfEndLine, at + 1)) {
    const from = bytes.lastIndexOf(markByte, at - 1);
    const inside = bytes.toString('latin1', from + 1, Math.min(at + 1, from + longestMark + 1));
    const fragment = from !== -1 && endInside.test(inside) ? numberOf(inside.slice(0, -1)) : null;
    if (fragment !== null) yield { fragment, at: at + endOfEndLine.length };
  }
}

/** Whether a line, without its newline, says only where the log of a failed fragment ends. */
export function isEndMark(bytes: Buffer, from: number, to: number): boolean {
  if (to - from < 4 || to - from >= longestEndLine) return false;
  if (bytes[from] !== markByte || bytes[to - 1] !== markByte || bytes[to - 2] !== endByte) return false;
  return bytes.subarray(from + 1, to - 2).every((byte) => byte >= 0x30 && byte <= 0x39);
}

function isEndLine(line: string): boolean {
  return line.startsWith(separator) && line.endsWith(separator) && endInside.test(line.slice(1, -1));
}

function numberOf(digits: string): number | null {
  const number = Number(digits);
  return Number.isSafeInteger(number) && number > 0 ? number : null;
}
