import type { Role } from '../../bridge/messages.ts';
import { type PeakMemory, unknownPeaks } from '../../model/job-report.ts';
import type { RoleContainer } from './role-container.ts';

/** Keeps the highest memory use of a job's containers, by role; those that live are asked only when somebody asks. */
export class PeakMemoryWatch {
  #peaks: PeakMemory = unknownPeaks;
  readonly #living = new Map<Pick<RoleContainer, 'peakMemoryBytes'>, Role>();

  /** Watches over one container until its death, which then speaks for it. */
  follow(role: Role, container: Pick<RoleContainer, 'peakMemoryBytes' | 'died'>): void {
    this.#living.set(container, role);
    void container.died.then(({ exit }) => {
      this.#living.delete(container);
      this.#peaks = raised(this.#peaks, role, exit.peakMemoryBytes);
    });
  }

  /** Of the dead, and of those that live as of now. */
  read(): PeakMemory {
    let peaks = this.#peaks;
    for (const [container, role] of this.#living) peaks = raised(peaks, role, container.peakMemoryBytes);
    return peaks;
  }
}

function raised(peaks: PeakMemory, role: Role, bytes: number | null): PeakMemory {
  return bytes === null ? peaks : { ...peaks, [role]: Math.max(peaks[role] ?? 0, bytes) };
}
