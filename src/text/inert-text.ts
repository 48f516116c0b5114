/**
 * Characters that could act on a terminal or mislead its reader: controls (escape sequences begin with one), lone
 * surrogates, line separators, everything that turns the writing direction, and what is not seen: spaces, fillers,
 * operators, annotations, tags. Joiners and the selectors of variants stay, which scripts and emoji are written with.
 */
const unsafe =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u115f\u1160\u180e\u200b\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * Text from users made safe to print on one line: what could act is shown as an escape such as `\x1b`, and so is a byte
 * of a file's name that is not UTF-8.
 */
export function inertLine(text: string): string {
  return text.replace(unsafe, (character) => (character === '\t' ? character : escaped(character)));
}

/** Like {@link inertLine}, with line feeds (and carriage returns before them) left as line breaks. */
export function inertText(text: string): string {
  return text.replace(/\r\n/g, '\n').split('\n').map(inertLine).join('\n');
}

/**
 * Like {@link inertText}, with every line after the first set off, so that none of them passes for a line that we wrote
 * ourselves.
 */
export function inertBlock(text: string): string {
  return inertText(text).replaceAll('\n', '\n  | ');
}

/**
 * The same JSON with everything escaped that could act on a terminal; it parses to the same value. Line breaks and tabs
 * that stand in it as they are can only be between values, and stay.
 */
export function inertJson(json: string): string {
  return json.replace(unsafe, (character) => {
    if (/[\t\r\n]/.test(character)) return character;
    const units = character.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
    return units.map((unit) => `\\u${unit}`).join('');
  });
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  if (code === 0x0a) return '\\n';
  if (code === 0x0d) return '\\r';
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}
