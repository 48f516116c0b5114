/**
 * What a shell would make of a word that a user is typing, but for what has to be looked up or run: quotes and
 * backslashes go, also where the closing quote is still missing; variables and substitutions stay as they are.
 */
export function unquoted(word: string): string {
  let text = '';
  let quote = '';
  for (let at = 0; at < word.length; at++) {
    const character = word[at]!;
    if (quote === "'") {
      if (character === "'") quote = '';
      else text += character;
    } else if (character === '\\') {
      const next = word[++at] ?? '';
      text += quote === '"' && !/["\\$`]/.test(next) ? `\\${next}` : next;
    } else if (character === quote) quote = '';
    else if (quote === '' && /["']/.test(character)) quote = character;
    else text += character;
  }
  return text;
}
