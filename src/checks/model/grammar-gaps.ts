/**
 * The same text, offset for offset, without what Python allows and the grammar does not know: line ends and comments
 * inside brackets become spaces, and so do the defaults of type parameters (`def f[T = int]`). None of it can hold a
 * `yield` or a call that matters. For a text that does not parse otherwise; strings are told roughly.
 */
export function withoutGrammarGaps(text: string): string {
  const parts: string[] = [];
  const token = /"""|'''|["'()[\]{}\r\n]|#[^\r\n]*|\\\r?\n/g;
  const strings = new StringEnds(text);
  let depth = 0;
  let done = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [found] = match;
    if (found.includes('"') || found.includes("'")) {
      token.lastIndex = strings.endOf(match.index, found);
      continue;
    }
    if ('([{'.includes(found)) depth++;
    else if (')]}'.includes(found)) depth = Math.max(0, depth - 1);
    const isLayout = found === '\n' || found === '\r' || found.startsWith('#') || found.startsWith('\\');
    if (!isLayout || (depth === 0 && !found.startsWith('\\'))) continue;
    parts.push(text.slice(done, match.index), ' '.repeat(found.length));
    done = token.lastIndex;
  }
  return withoutParameterDefaults(parts.join('') + text.slice(done));
}

/** Where strings end, each place of the text being looked at once for each kind of quote, closed or not. */
class StringEnds {
  readonly #text: string;
  /** Quotes that are known not to be closed after any place to come. */
  readonly #open = new Set<string>();

  constructor(text: string) {
    this.#text = text;
  }

  /** The offset after the string that `quote` begins; after one quotation mark where it is not closed. */
  endOf(start: number, quote: string): number {
    const isLong = quote.length === 3;
    if (isLong && this.#open.has(quote)) return start + 1;
    for (let at = start + quote.length; at < this.#text.length; at++) {
      if (this.#text.startsWith(quote, at)) return at + quote.length;
      if (this.#text[at] === '\\') at++;
      else if (!isLong && this.#text[at] === '\n') return start + 1;
    }
    if (isLong) this.#open.add(quote);
    return start + 1;
  }
}

function withoutParameterDefaults(text: string): string {
  const head = /^([ \t]*(?:async[ \t]+def|def|class|type)[ \t]+\w+[ \t]*\[)([^\n]*)/gm;
  return text.replace(head, (_, before: string, rest: string) => before + blankDefaults(rest));
}

/** Blanks `= default` up to the comma or bracket that ends it, in the rest of a line after `[`. */
function blankDefaults(rest: string): string {
  let out = '';
  let depth = 0;
  let blanking = false;
  for (const [index, character] of [...rest].entries()) {
    if ('([{'.includes(character)) depth++;
    if (depth === 0 && character === ',') blanking = false;
    if (depth === 0 && character === '=') blanking = true;
    if (')]}'.includes(character) && depth-- === 0) return out + [...rest].slice(index).join('');
    out += blanking ? ' '.repeat(character.length) : character;
  }
  return out;
}
