/**
 * A harness puts a mark before each line that user code prints while it works on a fragment: the fragment's number
 * between two record separators. User code may forge marks, and then labels its own lines wrongly.
 */
export const markByte = 0x1e;
/** The first byte of a mark and its digits, at most. */
export const longestMark = 17;

const separator = '\x1e';
const number = /^\d{1,16}$/;

/** A line of a log without its marks, and the number that the first of them has; null where there is none. */
export function readMarks(line: string): { readonly text: string; readonly fragment: number | null } {
  if (!line.includes(separator)) return { text: line, fragment: null };
  const [before = '', ...parts] = line.split(separator);
  let text = before;
  let fragment: number | null = null;
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at]!;
    const after = parts[at + 1];
    if (after === undefined || !number.test(part)) text += separator + part;
    else {
      fragment ??= numberOf(part);
      text += after;
      at += 1;
    }
  }
  return { text, fragment };
}

export function withoutMarks(text: string): string {
  return readMarks(text).text;
}

function numberOf(digits: string): number | null {
  const number = Number(digits);
  return Number.isSafeInteger(number) && number > 0 ? number : null;
}
