/**
 * The beginning of some bytes as Python shows them, on one line and in ASCII, such as `b'a\xff\n'…`. `head` is what is
 * there of them, `bytes` how many there are; as many are shown as fit into about `most` characters.
 */
export function shownBytes(head: Uint8Array, bytes: number, most: number): string {
  let text = '';
  let shown = 0;
  for (; shown < head.length && text.length < most; shown += 1) text += shownByte(head[shown]!);
  return `b'${text}'${bytes > shown ? '…' : ''}`;
}

function shownByte(byte: number): string {
  const short = { 9: '\\t', 10: '\\n', 13: '\\r', 39: "\\'", 92: '\\\\' }[byte];
  if (short !== undefined) return short;
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}
