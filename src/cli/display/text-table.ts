import { inertJson, inertLine } from '../../text/inert-text.ts';
import type { Style } from './style.ts';

/** A table for people: a header and rows of as many cells, each column as wide as its widest cell. */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  style: Style,
): string {
  const cells = [header, ...rows].map((row) => row.map(inertLine));
  const widths = header.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  return `${[style('bold', lines[0]!), ...lines.slice(1)].join('\n')}\n`;
}

/** A time to the minute in UTC, the same everywhere: `2026-01-31 09:05Z`. */
export function shortTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}

/** One object for programs, on one line. */
export function jsonLine(row: Readonly<Record<string, unknown>>): string {
  return `${inertJson(JSON.stringify(row))}\n`;
}
