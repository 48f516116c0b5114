/** What any archive may unpack to, in bytes, and beyond it how many times its own size: text seldom gives 20 times. */
const freeBytes = 64 * 1024 * 1024;
const mostRatio = 200;

/**
 * Whether an archive of `packedBytes` that holds `unpackedBytes` was made to be heavy, rather than to carry
 * something.
 */
export function isBomb(unpackedBytes: number, packedBytes: number): boolean {
  return unpackedBytes > freeBytes && unpackedBytes > mostRatio * packedBytes;
}
