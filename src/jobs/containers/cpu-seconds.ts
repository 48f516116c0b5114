import type { Role } from '../../bridge/messages.ts';
import { type CpuSeconds, unknownCpu } from '../../model/job-report.ts';
import type { RoleContainer } from './role-container.ts';

/** Adds up the processor time of a job's containers, by role; those that live are asked only when somebody asks. */
export class CpuSecondsWatch {
  #dead: CpuSeconds = unknownCpu;
  readonly #living = new Map<Pick<RoleContainer, 'cpuSeconds'>, Role>();

  /** Counts one container, until its death as far as it could be seen. */
  follow(role: Role, container: Pick<RoleContainer, 'cpuSeconds' | 'died'>): void {
    this.#living.set(container, role);
    void container.died.then(() => {
      this.#living.delete(container);
      this.#dead = added(this.#dead, role, container.cpuSeconds);
    });
  }

  /** Of the dead, and of those that live as of now. */
  read(): CpuSeconds {
    let sum = this.#dead;
    for (const [container, role] of this.#living) sum = added(sum, role, container.cpuSeconds);
    return sum;
  }
}

function added(sum: CpuSeconds, role: Role, seconds: number | null): CpuSeconds {
  return seconds === null ? sum : { ...sum, [role]: (sum[role] ?? 0) + seconds };
}
