/** What looks like a character of Python and is none, with the one that is meant. */
const lookAlikes: ReadonlyMap<string, string> = new Map([
  ...Array.from('−–—‐‑', (dash) => [dash, '-'] as const),
  ...Array.from('，、', (comma) => [comma, ','] as const),
  ...Object.entries({ '×': '*', '÷': '/', '≤': '<=', '≥': '>=', '≠': '!=', '（': '(', '）': ')', '：': ':' }),
]);
const quotes: ReadonlySet<string> = new Set('“”„‟‘’‚‛«»´');
/** Only so much of a line is looked at, in UTF-16 units. */
const longestLine = 500;

/**
 * What to do about an error of syntax that many make, from the line that the parser stumbled over, the column, from 1
 * and in characters, and what it said. Null where there is nothing better than to correct the syntax.
 */
export function syntaxHelp(line: string, column: number, message: string): string | null {
  const seen = line.slice(0, longestLine);
  return helpForCharacter(Array.from(seen)[column - 1] ?? '') ?? helpForLine(seen, message);
}

function helpForCharacter(character: string): string | null {
  if (quotes.has(character)) return 'Write straight quotes, `"` or `\'`.';
  const meant = lookAlikes.get(character);
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  if (meant !== undefined)
    return `The character here is ${code}, which only looks alike: write \`${meant}\`.`;
  if (/^[\p{Cf}\p{Zl}\p{Zp}]$/u.test(character))
    return `There is an invisible character here, ${code}. Remove it.`;
  if (/^[^ ]$/u.test(character) && /^\p{Zs}$/u.test(character))
    return `The space here is ${code}, which only looks alike: write a plain space.`;
  return null;
}

function helpForLine(line: string, message: string): string | null {
  const words = line.trimStart();
  // What the parser says of `\U`, `\x`, `\u` and `\N` in a text that do not begin a character.
  if (line.includes('\\') && /unexpected unicode|unicode escape/i.test(message))
    return 'A backslash begins an escape here: write it twice, or put an r before the quote, `r"…"`. (A path of a Windows machine is not there in the sandbox.)';
  if (/^(?:print|exec) +["'\w]/.test(words)) {
    const name = words.startsWith('print') ? 'print' : 'exec';
    return `In Python 3 \`${name}\` is a function: write \`${name}(…)\`.`;
  }
  if (/^except\b/.test(words) && words.includes(','))
    return 'Name the exception with `except … as e:`; several types stand in brackets, `except (A, B):`.';
  if (/^raise \w+,/.test(words)) return 'Write `raise ValueError("…")`, with the text as an argument.';
  if (/^else if\b/.test(words)) return '`else if` is written `elif`.';
  if (/^(?:if|elif|while)\b/.test(words) && message.includes('found `=`'))
    return 'Compare with `==`; a single `=` gives a name its value.';
  if (/(?:\+\+|--)$/.test(words.trimEnd())) return 'Python has no `++` and `--`: write `x += 1`.';
  if (words.includes('<>')) return '`<>` is written `!=`.';
  return null;
}
