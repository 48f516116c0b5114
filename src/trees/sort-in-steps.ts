import { setImmediate } from 'node:timers/promises';

/** Items that are sorted or merged before the event loop has its turn; some milliseconds. */
const itemsAtOnce = 4096;

/** Sorts however many items without keeping the event loop for longer than some milliseconds. Stable. */
export async function sortInSteps<T>(
  items: readonly T[],
  compare: (one: T, other: T) => number,
): Promise<T[]> {
  let sorted: T[] = [];
  for (let from = 0; from < items.length; from += itemsAtOnce) {
    sorted.push(...items.slice(from, from + itemsAtOnce).sort(compare));
    await setImmediate();
  }
  for (let length = itemsAtOnce; length < items.length; length *= 2)
    sorted = await mergeRuns(sorted, length, compare);
  return sorted;
}

/** Merges each two neighbours of runs of that length, each of which is in order. */
async function mergeRuns<T>(
  runs: readonly T[],
  length: number,
  compare: (one: T, other: T) => number,
): Promise<T[]> {
  const merged: T[] = [];
  for (let from = 0; from < runs.length; from += 2 * length) {
    const middle = Math.min(from + length, runs.length);
    const end = Math.min(middle + length, runs.length);
    let [left, right] = [from, middle];
    while (left < middle || right < end) {
      const takesLeft = right === end || (left < middle && compare(runs[left]!, runs[right]!) <= 0);
      merged.push(runs[takesLeft ? left++ : right++]!);
      if (merged.length % itemsAtOnce === 0) await setImmediate();
    }
  }
  return merged;
}
