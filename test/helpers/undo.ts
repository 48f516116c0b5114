const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const numbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/**
 * What is to be taken back when all is done, or when this process is told to end before that: the last first, each
 * once. A process that is killed takes nothing back.
 */
export class Undo {
  readonly #steps: (() => Promise<void>)[] = [];
  readonly #told: ((signal: NodeJS.Signals) => void) | null;
  #running: Promise<void> | null = null;

  /** `onSignals`: also where a signal ends this process, with the exit code that is usual for it. */
  constructor({ onSignals }: { readonly onSignals: boolean }) {
    const told = (signal: NodeJS.Signals) => {
      void this.all()
        .catch((error: Error) => console.error(error))
        .then(() => process.exit(128 + numbers[signal as keyof typeof numbers]));
    };
    this.#told = onSignals ? told : null;
    for (const signal of signals) if (this.#told !== null) process.on(signal, this.#told);
  }

  add(step: () => Promise<void>): void {
    this.#steps.push(step);
  }

  /** Takes all of it back. Throws the first error once all was tried. */
  all(): Promise<void> {
    this.#running ??= this.#all();
    return this.#running;
  }

  async #all(): Promise<void> {
    const errors: unknown[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop())
      await step().catch((error: unknown) => errors.push(error));
    for (const signal of signals) if (this.#told !== null) process.off(signal, this.#told);
    if (errors.length > 0) throw errors[0];
  }
}
