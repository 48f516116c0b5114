/** Updates of the page in a second, at most. */
export const updatesPerSecond = 4;

export interface Paced<Item> {
  add(item: Item): void;
  /** Applies what waits, now. */
  flush(): void;
  /** Drops what waits. */
  stop(): void;
}

/**
 * Collects items and hands them on together, the first at once and then at most {@link updatesPerSecond} times a
 * second, so that a flood of events is one drawing. `after` calls back after so many milliseconds, and gives what
 * prevents it.
 */
export function paced<Item>(
  apply: (items: readonly Item[]) => void,
  after: (ms: number, call: () => void) => () => void = afterMs,
): Paced<Item> {
  let waiting: Item[] = [];
  let cancel: (() => void) | null = null;
  const hand = () => {
    const items = waiting;
    waiting = [];
    if (items.length > 0) apply(items);
  };
  const tick = () => {
    if (waiting.length === 0) {
      cancel = null;
      return;
    }
    hand();
    cancel = after(1000 / updatesPerSecond, tick);
  };
  return {
    add(item) {
      waiting.push(item);
      if (cancel !== null) return;
      hand();
      cancel = after(1000 / updatesPerSecond, tick);
    },
    flush: hand,
    stop() {
      waiting = [];
      cancel?.();
      cancel = null;
    },
  };
}

function afterMs(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms);
  return () => clearTimeout(timer);
}
