/** Numbers from 0 up to, but without, 1 that depend on the seed alone (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)]!;
}

/** Puts items into an order that is as likely as any other (Fisher and Yates). */
export function shuffle<T>(items: T[], random: () => number): void {
  for (let end = items.length - 1; end > 0; end -= 1) {
    const other = Math.floor(random() * (end + 1));
    [items[end], items[other]] = [items[other]!, items[end]!];
  }
}
