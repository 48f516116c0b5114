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
  /** Gives the signals back their usual effect. */
  release(): void;
}

/** Takes over the signals that end a process: the first one asks for a clean end, the next one ends it at once. */
export function catchInterrupts(clock: Clock, source: SignalSource = process): Interrupts {
  const controller = new AbortController();
  let firstMs = 0;
  const onSignal = () => {
    if (!controller.signal.aborted) {
      firstMs = clock.now();
      controller.abort();
    } else if (clock.now() - firstMs >= sameKeyMs) {
      source.exit(130);
    }
  };
  for (const name of signals) source.on(name, onSignal);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of signals) source.off(name, onSignal);
    },
  };
}
