import { crc32 } from 'node:zlib';

/** CRC-32 polynomial of zlib, reflected. */
const polynomial = 0xedb88320;

/** CRC-32 of bytes that follow others with checksum `before`. Node's own forgets `before` when there are no bytes. */
export function continueCrc(before: number, bytes: Uint8Array): number {
  return bytes.length === 0 ? before : crc32(bytes, before);
}

/**
 * CRC-32 of A followed by B, from those of A and B and the length of B in bytes. Multiplies by x^(8·length) modulo
 * the polynomial, as zlib's crc32_combine does since 1.2.12 (M. Adler, "Fast CRC combination").
 */
export function combineCrc(first: number, second: number, secondBytes: number): number {
  return (multiply(powerOfX(secondBytes), first) ^ second) >>> 0;
}

/** Product of two polynomials modulo the CRC's, bit 31 being x^0. */
function multiply(left: number, right: number): number {
  let product = 0;
  let factor = right;
  for (let bit = 0x80000000; bit !== 0; bit >>>= 1) {
    if ((left & bit) !== 0) product ^= factor;
    factor = (factor & 1) !== 0 ? (factor >>> 1) ^ polynomial : factor >>> 1;
  }
  return product >>> 0;
}

/** x^(8·bytes) modulo the polynomial, by squaring. */
function powerOfX(bytes: number): number {
  let result = 0x80000000;
  let square = 0x00800000;
  for (let rest = bytes; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(square, result);
    square = multiply(square, square);
  }
  return result;
}
