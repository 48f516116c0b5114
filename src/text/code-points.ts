/** Orders by code points, which JavaScript's own order of strings is not beyond the basic plane. */
export function compareCodePoints(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
