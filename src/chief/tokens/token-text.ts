import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const prefix = 'butcher_';
const secretBytes = 32;
/**
 * Characters of a hash that serve as the token's id: 48 bits tell tokens apart, and do not help to guess the other 208.
 */
const idDigits = 12;
/** 32 bytes in base64url without padding; the last character stands for four bits. */
const pattern = /^butcher_[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** A token, and what may be kept of it. */
export interface TokenText {
  readonly text: string;
  readonly id: string;
  /** SHA-256, 64 hex digits. A random secret of 256 bits needs no slow hash. */
  readonly hash: string;
}

/** Makes a new random token. */
export function newToken(): TokenText {
  return digested(prefix + randomBytes(secretBytes).toString('base64url'));
}

/** Reads what a caller presents; null where it cannot be a token. */
export function readToken(text: string): TokenText | null {
  return pattern.test(text) ? digested(text) : null;
}

/** Compares in a time that does not depend on where the two differ. */
export function isSameHash(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left, 'hex'), Buffer.from(right, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
}

function digested(text: string): TokenText {
  const hash = createHash('sha256').update(text).digest('hex');
  return { text, id: hash.slice(0, idDigits), hash };
}
