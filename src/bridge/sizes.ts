/**
 * The sizes of a batch's fragments or results in bytes. In a line they are one text, base64 of 32-bit little-endian
 * numbers: an array of JSON numbers cost a fragment of 64 bytes 0.4 of the 4.6 µs that it takes on its whole way.
 */
export type Sizes = Uint32Array;

export function encodeSizes(sizes: Sizes): string {
  return Buffer.from(sizes.buffer, sizes.byteOffset, sizes.byteLength).toString('base64');
}

/** Null where the text is not what {@link encodeSizes} makes of at least one size. */
export function decodeSizes(text: string): Sizes | null {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = (text.length / 4) * 3 - padding;
  if (bytes <= 0 || bytes % 4 !== 0) return null;
  const sizes = new Uint32Array(bytes / 4);
  // Node passes over what is no base64: then there are fewer bytes than there should be.
  return Buffer.from(sizes.buffer).write(text, 'base64') === bytes ? sizes : null;
}

export function sum(sizes: Sizes, start: number, end: number): number {
  let total = 0;
  for (let index = start; index < end; index += 1) total += sizes[index]!;
  return total;
}
