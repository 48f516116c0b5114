/**
 * A harness puts a mark before each line that user code prints while it works on a fragment, or to `sys.stderr`:
 * between two record separators the fragment's number, and an `e` for the latter. User code may forge marks, and then
 * labels its own lines wrongly; what it writes to a descriptor itself has none.
 */
export const markByte = 0x1e;
/** The first byte of a mark and what follows it before the last, at most. */
export const longestMark = 18;
/** What a mark of `sys.stderr` ends in. */
export const stderrByte = 0x65;

const separator = '\x1e';
const mark = /^(?=.)(\d{0,16})(e?)$/;

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

export function withoutMarks(text: string): string {
  return readMarks(text).text;
}

function numberOf(digits: string): number | null {
  const number = Number(digits);
  return Number.isSafeInteger(number) && number > 0 ? number : null;
}
