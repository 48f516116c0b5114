import { inertLine } from './inert-text.ts';

/** A word of a command to copy, such as a path: quoted where a shell would take it for anything else. */
export function shellWord(text: string): string {
  const shown = inertLine(text);
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
