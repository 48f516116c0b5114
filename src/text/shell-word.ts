import { inertLine } from './inert-text.ts';

/** What shells would take for something else as it is escaped elsewhere: `\x85` is a byte to them. */
const unlike = /[\u0080-\u009f\u{e0000}-\u{e007f}]/gu;

/**
 * A word of a command to copy, such as a path: quoted where a shell would take it for anything else. What acts on a
 * terminal is shown, in the quotes in which bash and zsh (and POSIX since 2024) take it for what it stands for.
 */
export function shellWord(text: string): string {
  if (inertLine(text) !== text)
    return `$'${inertLine(text.replace(/[\\']/g, '\\$&').replace(unlike, wide))}'`;
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function wide(character: string): string {
  return `\\U${character.codePointAt(0)!.toString(16).padStart(8, '0')}`;
}
