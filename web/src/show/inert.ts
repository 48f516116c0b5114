import { inertLine, inertText } from '../../../src/text/inert-text.ts';

/**
 * Text of packages and containers as it may stand in the page: a browser draws text as text, and what would turn its
 * direction or hide is shown as an escape, as the command line does it.
 */
export const line = inertLine;
export const block = inertText;

/** The lines of a text, without an empty one after its last line break. */
export function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.length > 1 && lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
