/**
 * The sizes of a batch's fragments or results in bytes. In a line they are one text: `SIZE*COUNT` where all are the
 * same, else base64 of 32-bit little-endian numbers. An array of JSON numbers cost a fragment of 64 bytes 0.4 of the
 * 4.6 µs that it takes on its whole way, and base64 of equal sizes still made a batch's record in the journal 44 KB
 * long.
 */
export type Sizes = Uint32Array;

/** Most fragments or results that one message may carry; keeps every line well under `maxLineBytes`. */
export const maxBatch = 8192;

const equalText = /^(0|[1-9]\d{0,9})\*([1-9]\d{0,3})$/;

/**
 * What each of some sizes is that were told as equal, so that nothing that is asked of them takes a loop: loops over
 * the sizes of small fragments were a quarter of what the chief did. Nobody changes sizes once they are there.
 */
const equalSizes = new WeakMap<Sizes, number>();

/** The text of at least one size. */
export function encodeSizes(sizes: Sizes): string {
  const each = equalSizes.get(sizes);
  if (each !== undefined) return `${each}*${sizes.length}`;
  const bytes = Buffer.from(sizes.buffer, sizes.byteOffset, sizes.byteLength);
  return areEqual(bytes) ? `${sizes[0]}*${sizes.length}` : bytes.toString('base64');
}

/** Null where the text is not one that {@link encodeSizes} could make of a batch. */
export function decodeSizes(text: string): Sizes | null {
  const equal = equalText.exec(text);
  if (equal !== null) {
    const [size, count] = [Number(equal[1]), Number(equal[2])];
    if (size >= 2 ** 32 || count > maxBatch) return null;
    const sizes = new Uint32Array(count).fill(size);
    equalSizes.set(sizes, size);
    return sizes;
  }
  const bytes = base64Bytes(text);
  if (bytes <= 0 || bytes % 4 !== 0) return null;
  const sizes = new Uint32Array(bytes / 4);
  // Node skips characters that are not base64, so a text that holds some gives fewer bytes than it should.
  return Buffer.from(sizes.buffer).write(text, 'base64') === bytes ? sizes : null;
}

/** How many sizes a text of {@link encodeSizes} tells. */
export function countSizes(text: string): number {
  const star = text.indexOf('*');
  return star === -1 ? base64Bytes(text) / 4 : Number(text.slice(star + 1));
}

/** All sizes are equal if the bytes equal themselves moved by one size. No loop over sizes is as fast. */
function areEqual(bytes: Buffer): boolean {
  return bytes.subarray(0, -4).equals(bytes.subarray(4));
}

function base64Bytes(text: string): number {
  return (text.length / 4) * 3 - paddingOf(text);
}

function paddingOf(text: string): number {
  if (text.endsWith('==')) return 2;
  return text.endsWith('=') ? 1 : 0;
}

/** Sizes `start` to `end` (exclusive), in the same memory. */
export function partOf(sizes: Sizes, start: number, end: number): Sizes {
  const part = sizes.subarray(start, end);
  const each = equalSizes.get(sizes);
  if (each !== undefined) equalSizes.set(part, each);
  return part;
}

/** Of sizes `start` to `end` (exclusive). */
export function sum(sizes: Sizes, start: number, end: number): number {
  const each = equalSizes.get(sizes);
  if (each !== undefined) return each * (end - start);
  let total = 0;
  for (let index = start; index < end; index += 1) total += sizes[index]!;
  return total;
}

/** Where the first size of more than `most` stands; -1: nowhere. */
export function indexAbove(sizes: Sizes, most: number): number {
  const each = equalSizes.get(sizes);
  if (each !== undefined) return each > most && sizes.length > 0 ? 0 : -1;
  for (let index = 0; index < sizes.length; index += 1) if (sizes[index]! > most) return index;
  return -1;
}
