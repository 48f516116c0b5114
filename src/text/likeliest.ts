/**
 * The candidate that `typed` was most likely meant to be, or null where none is near: at most a third of its
 * letters differ, upper and lower case count as equal, and two neighbours swapped count as one slip.
 */
export function likeliest(typed: string, candidates: Iterable<string>): string | null {
  const wanted = typed.toLowerCase();
  if (wanted.length > 128) return null;
  let best: string | null = null;
  let bestSlips = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const most = Math.max(1, Math.max(wanted.length, candidate.length) / 3);
    // So many slips there are at least.
    const least = Math.abs(wanted.length - candidate.length);
    if (least > most || least >= bestSlips) continue;
    const slips = editDistance(wanted, candidate.toLowerCase());
    if (slips < bestSlips && slips <= most) {
      best = candidate;
      bestSlips = slips;
    }
  }
  return best;
}

/** Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, beforePrevious[j - 2]! + 1);
      current[j] = least;
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length]!;
}
