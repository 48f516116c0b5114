import type { Role } from '../../bridge/messages.ts';
import type { CpuSeconds, JobWork, PeakMemory } from '../../model/job-report.ts';
import type { JournalRecord } from '../disk/journal.ts';

const roles: readonly Role[] = ['splitter', 'worker', 'merger'];

/** How often the journal is told of time and memory, in milliseconds: what a chief that dies does not know. */
const notedMs = 5000;

export interface WorkTallyParts {
  /** What earlier runs of the job took; null: there were none. */
  readonly before: JobWork | null;
  /** Of the containers of this run. */
  readonly cpuSeconds: () => CpuSeconds;
  readonly peakMemory: () => PeakMemory;
  /** As {@link JobHub.record}. */
  readonly record: (make: () => JournalRecord) => void;
}

/**
 * Adds up what all runs of a job took, and has the journal know it: tries as they are over, so that no result is kept
 * without its try; time and memory every few seconds, and when {@link note} is called.
 */
export class WorkTally {
  readonly #attempts: Map<string | null, number>;
  /** Tries that the journal does not know yet. */
  #untold = new Map<string | null, number>();
  #notedAt = Number.NEGATIVE_INFINITY;
  readonly #parts: WorkTallyParts;

  constructor(parts: WorkTallyParts) {
    this.#parts = parts;
    this.#attempts = new Map(parts.before?.machines.map(({ node, attempts }) => [node, attempts]));
  }

  /** So many tries of fragments are over on that machine, whatever came of them. */
  tried(node: string | null, attempts: number): void {
    if (attempts === 0) return;
    add(this.#attempts, node, attempts);
    if (this.#untold.size === 0) this.#parts.record(() => this.#tell());
    add(this.#untold, node, attempts);
  }

  /** To be called often while the job runs. */
  tick(nowMs: number): void {
    if (nowMs - this.#notedAt < notedMs) return;
    this.#notedAt = nowMs;
    this.note();
  }

  /** Has the journal know what time and memory it took up to now. */
  note(): void {
    this.#parts.record(() => {
      const { cpuSeconds, peakMemory } = this.total;
      return { type: 'spent', cpuSeconds, peakMemory };
    });
  }

  get total(): JobWork {
    const { before, cpuSeconds, peakMemory } = this.#parts;
    return {
      machines: machinesOf(this.#attempts),
      fromEarlierProcessor: before?.fromEarlierProcessor ?? 0,
      cpuSeconds: byRole(before?.cpuSeconds, cpuSeconds(), (one, other) => one + other),
      peakMemory: byRole(before?.peakMemory, peakMemory(), Math.max),
    };
  }

  #tell(): JournalRecord {
    const machines = machinesOf(this.#untold);
    this.#untold = new Map();
    return { type: 'tries', machines };
  }
}

function add(sums: Map<string | null, number>, node: string | null, attempts: number): void {
  sums.set(node, (sums.get(node) ?? 0) + attempts);
}

function machinesOf(attempts: ReadonlyMap<string | null, number>): JobWork['machines'] {
  return [...attempts].map(([node, count]) => ({ node, attempts: count }));
}

/** What is known of one of them alone is known of both. */
function byRole(
  before: Readonly<Record<Role, number | null>> | undefined,
  now: Readonly<Record<Role, number | null>>,
  join: (one: number, other: number) => number,
): Readonly<Record<Role, number | null>> {
  const joined = roles.map((role) => {
    const [one = null, other] = [before?.[role], now[role]];
    return [role, one === null || other === null ? (one ?? other) : join(one, other)];
  });
  return Object.fromEntries(joined) as Record<Role, number | null>;
}
