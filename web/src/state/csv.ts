/** A table read from the beginning of a text. */
export interface Csv {
  readonly rows: readonly (readonly string[])[];
  /** There are more rows than were read. */
  readonly cut: boolean;
}

const mostColumns = 200;

/** The first rows of a text of separated values (RFC 4180; line breaks within quotes included). */
export function readCsv(text: string, separator: string, mostRows: number): Csv {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  const endRow = () => {
    rows.push(row.slice(0, mostColumns));
    row = [];
  };
  while (at < text.length && rows.length < mostRows) {
    let cell = '';
    if (text[at] === '"') {
      at += 1;
      for (;;) {
        const quote = text.indexOf('"', at);
        const end = quote === -1 ? text.length : quote;
        cell += text.slice(at, end);
        at = end + 1;
        if (text[at] !== '"' || quote === -1) break;
        cell += '"';
        at += 1;
      }
    }
    const end = endOfCell(text, at, separator);
    cell += text.slice(at, end);
    row.push(cell.endsWith('\r') ? cell.slice(0, -1) : cell);
    at = end + 1;
    if (end >= text.length || text[end] === '\n') endRow();
  }
  return { rows, cut: at < text.length };
}

function endOfCell(text: string, from: number, separator: string): number {
  for (let at = from; at < text.length; at += 1) if (text[at] === separator || text[at] === '\n') return at;
  return text.length;
}
