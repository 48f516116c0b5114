import type { Clock } from '../../model/clock.ts';
import type { CpuSeconds } from '../../model/job-report.ts';
import { type Costs, storedBytes } from '../../store/accounts.ts';
import type { StoredJob } from '../../store/jobs.ts';
import type { Store } from '../../store/store.ts';
import type { ChiefLog } from '../chief-log.ts';

const hourMs = 3_600_000;
const chargeEveryMs = 600_000;

/** All that a job's containers have used, as far as it could be read. */
export function summedCpu(cpuSeconds: CpuSeconds | undefined): number {
  const { splitter, worker, merger } = cpuSeconds ?? { splitter: null, worker: null, merger: null };
  return (splitter ?? 0) + (worker ?? 0) + (merger ?? 0);
}

/**
 * What a job has used up: its byte-hours are those since its end, of what it keeps now; an hour counts when it is over.
 */
export function jobCosts(
  { cpuSeconds, bytes, endedAtMs }: Pick<StoredJob, 'cpuSeconds' | 'bytes' | 'endedAtMs'>,
  nowMs: number,
): Costs {
  const hours = endedAtMs === null ? 0 : Math.floor(Math.max(0, nowMs - endedAtMs) / hourMs);
  return { cpuSeconds, byteHours: bytes * hours };
}

/** Charges accounts for what they have stored, from time to time, for the time since the last. */
export class StorageCosts {
  readonly #store: Pick<Store, 'accounts'>;
  readonly #clock: Clock;
  readonly #log: ChiefLog;
  #lastMs: number;
  #cancel: (() => void) | null = null;
  #charging: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(store: Pick<Store, 'accounts'>, clock: Clock, log: ChiefLog) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
    this.#lastMs = clock.now();
  }

  start(): void {
    if (this.#stopped) return;
    this.#cancel = this.#clock.after(chargeEveryMs, () => {
      void this.charge().then(() => this.start());
    });
  }

  /** Charges up to now. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    await this.#charging;
    await this.charge();
  }

  charge(): Promise<void> {
    const hours = (this.#clock.now() - this.#lastMs) / hourMs;
    this.#lastMs = this.#clock.now();
    this.#charging = this.#charge(hours).catch((error: unknown) =>
      this.#log.warn({ err: error }, 'what accounts have stored could not be charged'),
    );
    return this.#charging;
  }

  async #charge(hours: number): Promise<void> {
    for (const { name } of await this.#store.accounts.list()) {
      const byteHours = storedBytes(await this.#store.accounts.usage(name)) * hours;
      if (byteHours > 0) await this.#store.accounts.charge(name, { cpuSeconds: 0, byteHours });
    }
  }
}
