import { type MachineUse, mostMachinesNamed } from '../../model/job-report.ts';
import type { RoleContainer } from './role-container.ts';

interface Tally {
  workers: number;
  lost: number;
  /** Those that live. */
  there: number;
}

/** Counts the workers of a job on each machine. */
export class MachineTally {
  /** In the order of their first worker. */
  readonly #machines = new Map<string | null, Tally>();

  /** A worker has begun. */
  follow({ node, died }: Pick<RoleContainer, 'node' | 'died'>): void {
    const tally = this.#machines.get(node) ?? { workers: 0, lost: 0, there: 0 };
    this.#machines.set(node, tally);
    tally.workers += 1;
    tally.there += 1;
    void died.then(({ exit }) => {
      tally.there -= 1;
      if (exit.lostWith === 'node') tally.lost += 1;
    });
  }

  /** How many live, and on how many machines; null where none was ever on another than the chief's own engine. */
  get now(): { readonly there: number; readonly machines: number } | null {
    if (!this.#isElsewhere) return null;
    const used = [...this.#machines.values()].filter(({ there }) => there > 0);
    return { there: used.reduce((sum, { there }) => sum + there, 0), machines: used.length };
  }

  /** As {@link JobSummary.machines}; null where it is absent. */
  get all(): readonly MachineUse[] | null {
    if (!this.#isElsewhere) return null;
    return [...this.#machines]
      .slice(0, mostMachinesNamed)
      .map(([name, { workers, lost }]) => ({ name, workers, lost }));
  }

  get #isElsewhere(): boolean {
    return this.#machines.size > (this.#machines.has(null) ? 1 : 0);
  }
}
