import { randomInt } from 'node:crypto';

/** Twelve characters that are easy to say and to type; a few of them are enough to name a job. */
export function newJobId(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
  return Array.from({ length: 12 }, () => alphabet[randomInt(alphabet.length)]).join('');
}
