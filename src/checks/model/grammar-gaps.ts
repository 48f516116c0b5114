/**
 * The same text, offset for offset, without what Python allows and the grammar does not know: line ends and comments
 * inside brackets become spaces, and so do the defaults of type parameters (`def f[T = int]`). None of it can hold a
 * `yield` or a call that matters. For a text that does not parse otherwise; strings are told roughly.
 */
export function withoutGrammarGaps(text: string): string {
  const parts: string[] = [];
  const token =
    /"""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\[\s\S]|[^\\"\n])*"|'(?:\\[\s\S]|[^\\'\n])*'|#[^\r\n]*|\\\r?\n|[()[\]{}\r\n]/g;
  let depth = 0;
  let done = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [found] = match;
    if ('([{'.includes(found)) depth++;
    else if (')]}'.includes(found)) depth = Math.max(0, depth - 1);
    const isLayout = found === '\n' || found === '\r' || found.startsWith('#') || found.startsWith('\\');
    if (!isLayout || (depth === 0 && !found.startsWith('\\'))) continue;
    parts.push(text.slice(done, match.index), ' '.repeat(found.length));
    done = token.lastIndex;
  }
  return withoutParameterDefaults(parts.join('') + text.slice(done));
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
