import { availableParallelism } from 'node:os';
import { findingAbout } from '../../checks/make-finding.ts';
import { report } from '../../checks/report.ts';
import type { ValidateOptions, Validation } from '../../checks/validate-package.ts';
import { type Asker, FairTurns } from '../../turns/fair-turns.ts';
import { type CheckBounds, type CheckOrder, CheckWorker } from './check-worker.ts';
import type { PackageChecker } from './package-checker.ts';

export interface CheckerBounds extends CheckBounds {
  /** Most processes, at least two: one account never has all of them. */
  readonly processes: number;
  /** For how long a process beyond the first waits for another package. */
  readonly idleMs: number;
}

/** More would take memory that jobs need. */
const mostProcesses = 4;
const usualBounds: CheckerBounds = {
  cpuMs: 10_000,
  wallMs: 120_000,
  memoryMib: 1024,
  processes: Math.max(2, Math.min(mostProcesses, availableParallelism())),
  idleMs: 60_000,
};

const tooMuch = findingAbout(
  'BUT109',
  'Split.py',
  'The package takes more time or memory to check than a chief spends on it.',
  { help: 'Make the Python files shorter and less deeply nested, and keep data out of them.' },
);

interface WaitingCheck extends Asker {
  readonly order: CheckOrder;
  readonly resolve: (validation: Validation) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Checks packages in a few processes of their own, accounts taking turns. A package that takes too long or too much
 * memory to check is refused, and its process made anew.
 */
export class ForkedChecker implements PackageChecker {
  readonly #bounds: CheckerBounds;
  readonly #turns: FairTurns<WaitingCheck>;
  readonly #busy = new Set<CheckWorker>();
  /** The one used last is the last. */
  readonly #idle = new Map<CheckWorker, NodeJS.Timeout>();
  #closed = false;

  constructor(bounds: Partial<CheckerBounds> = {}) {
    this.#bounds = { ...usualBounds, ...bounds };
    const { processes } = this.#bounds;
    this.#turns = new FairTurns({ atOnce: processes, perAccount: Math.max(1, processes - 1) });
  }

  /** Starts a process, so that the first check need not wait for it. */
  warm(): void {
    if (this.#idle.size === 0 && this.#busy.size === 0) this.#rest(new CheckWorker(this.#bounds));
  }

  validate(path: string, options: ValidateOptions, account: string): Promise<Validation> {
    return new Promise((resolve, reject) => {
      this.#turns.ask({ by: [account], order: { path, options }, resolve, reject });
      this.#pump();
    });
  }

  /** Checks that have not been answered fail. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const left of [...this.#turns.waiting]) {
      this.#turns.leave(left);
      left.reject(new Error('the checker was closed'));
    }
    for (const [worker, timer] of this.#idle) {
      clearTimeout(timer);
      worker.end();
    }
    this.#idle.clear();
    for (const worker of this.#busy) worker.end();
  }

  #pump(): void {
    while (!this.#closed) {
      const next = this.#turns.next();
      if (next === null) return;
      const worker = this.#idleWorker() ?? new CheckWorker(this.#bounds);
      this.#busy.add(worker);
      void this.#check(worker, next);
    }
  }

  async #check(worker: CheckWorker, turn: WaitingCheck): Promise<void> {
    const { order, resolve, reject } = turn;
    try {
      const validation = await worker.check(order);
      if (validation === null && this.#closed) throw new Error('the checker was closed');
      resolve(validation ?? { kind: 'checked', source: null, report: report([tooMuch]) });
    } catch (error) {
      reject(error);
    }
    this.#busy.delete(worker);
    this.#turns.leave(turn);
    if (this.#closed) worker.end();
    else if (!worker.hasEnded) this.#rest(worker);
    this.#pump();
  }

  #idleWorker(): CheckWorker | null {
    for (const [worker, timer] of [...this.#idle].reverse()) {
      clearTimeout(timer);
      this.#idle.delete(worker);
      if (!worker.hasEnded) return worker;
    }
    return null;
  }

  #rest(worker: CheckWorker): void {
    const timer = setTimeout(() => {
      // One is always there.
      if (this.#idle.size + this.#busy.size === 1) return;
      this.#idle.delete(worker);
      worker.end();
    }, this.#bounds.idleMs).unref();
    this.#idle.set(worker, timer);
  }
}
