import type { Clock } from '../../model/clock.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Some parents pass on a Ctrl-C that the terminal has already sent; two so close together are one. */
const sameKeyMs = 250;

/** The part of `process` that is needed here. */
export interface SignalSource {
  on(signal: (typeof signals)[number], listener: () => void): unknown;
  off(signal: (typeof signals)[number], listener: () => void): unknown;
  exit(code: number): never;
}

export interface Interrupts {
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  /** Which of them that was; null: none yet. */
  readonly by: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | null;
  /** Gives the signals back their usual effect. */
  release(): void;
}

/**
 * Takes over the signals that end a process: the first one asks for a clean end, the next one ends it at once. With
 * `onHangup` SIGHUP is none of them, and calls that.
 */
export function catchInterrupts(
  clock: Clock,
  source: SignalSource = process,
  onHangup: (() => void) | null = null,
): Interrupts {
  const controller = new AbortController();
  let firstMs = 0;
  let by: Interrupts['by'] = null;
  const onSignal = (name: NonNullable<Interrupts['by']>) => {
    if (!controller.signal.aborted) {
      by = name;
      firstMs = clock.now();
      controller.abort();
    } else if (clock.now() - firstMs >= sameKeyMs) {
      source.exit(130);
    }
  };
  const listenerOf = (name: NonNullable<Interrupts['by']>) =>
    name === 'SIGHUP' && onHangup !== null ? onHangup : () => onSignal(name);
  const listeners = signals.map((name) => [name, listenerOf(name)] as const);
  for (const [name, listener] of listeners) source.on(name, listener);
  return {
    signal: controller.signal,
    get by() {
      return by;
    },
    release: () => {
      for (const [name, listener] of listeners) source.off(name, listener);
    },
  };
}
