/**
 * One fault in a chief's own file operations: at the `nth` time (from 1) of a step, the chief is killed before or after
 * it, or in the middle of writing, or the disk is full from then on. A step is an operation and the file it is done to,
 * such as `rename job/finished.json`.
 */
export interface Fault {
  readonly kind: 'kill-before' | 'kill-after' | 'tear' | 'fill';
  readonly step: string;
  readonly nth: number;
}

/** What the preload reads from the variable {@link faultVariable}. */
export interface FaultPlan {
  /** Only what is done to files below this folder counts. */
  readonly root: string;
  readonly fault: Fault | null;
  /** File that gets one line per step. */
  readonly trace: string | null;
}

export const faultVariable = 'BUTCHER_FAULT';

export function describeFault({ kind, step, nth }: Fault): string {
  return `${kind} ${step}:${nth}`;
}
