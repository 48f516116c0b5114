/**
 * Characters that could act on a terminal or mislead its reader: controls (escape sequences begin with one), lone
 * surrogates, line separators, everything that turns the writing direction, invisible spaces and tag characters.
 */
const unsafe = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b\u2060\ufeff\u{e0000}-\u{e007f}]/gu;

/** Text from users made safe to print on one line: what could act is shown as an escape such as `\x1b`. */
export function inertLine(text: string): string {
  return text.replace(unsafe, (character) => (character === '\t' ? character : escaped(character)));
}

/** Like {@link inertLine}, with line feeds (and carriage returns before them) left as line breaks. */
export function inertText(text: string): string {
  return text.replace(/\r\n/g, '\n').split('\n').map(inertLine).join('\n');
}

/** The same one-line JSON with everything escaped that could act on a terminal; it parses to the same value. */
export function inertJson(json: string): string {
  return json.replace(unsafe, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  if (code === 0x0a) return '\\n';
  if (code === 0x0d) return '\\r';
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}
