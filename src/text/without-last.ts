/**
 * The text without all of this character that it ends with; in one pass, where a pattern would look from each place.
 */
export function withoutLast(text: string, character: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === character) end -= 1;
  return text.slice(0, end);
}
