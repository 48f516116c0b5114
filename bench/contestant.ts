import type { PeakMemory } from '../src/model/job-report.ts';
import type { Work } from './work.ts';

/** One way to run a Python function over fragments and take the results in order, with two workers. */
export interface Contestant {
  readonly name: string;
  /** Null when it can run here, else what is missing. */
  readonly missing: string | null;
  /** Roughly what it does, from which a run is given as many fragments as fill the time meant for it. */
  readonly pace: { readonly fragmentsPerSecond: number; readonly bytesPerSecond: number };
  /** Runs the work once, with that many fragments. Throws when the results are not the fragments in order. */
  run(work: Work, fragments: number): Promise<Run>;
}

export interface Run {
  readonly fragments: number;
  readonly bytes: number;
  /** From the first fragment to the last result taken, workers already started. */
  readonly seconds: number;
  /** From the command to its end. */
  readonly totalSeconds: number;
  /** Largest resident memory of the process that hands out the fragments; null where it was not measured. */
  readonly peakBytes: number | null;
  /** Highest memory use of the containers of each role, as the report tells it; only of those who have containers. */
  readonly containerPeaks?: PeakMemory;
}

/** As many fragments as fill about so many seconds at the contestant's pace, in round numbers. */
export function fragmentsFor(contestant: Contestant, work: Work, seconds: number): number {
  const { fragmentsPerSecond, bytesPerSecond } = contestant.pace;
  const each = 1 / fragmentsPerSecond + work.fragmentBytes / bytesPerSecond + work.cpuSeconds / 2;
  const wanted = Math.max(2, seconds / each);
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(wanted)) - 1);
  return Math.ceil(wanted / unit) * unit;
}

/** What Python's `Check` prints after the last result. */
export interface Check {
  readonly results: number;
  readonly bytes: number;
  readonly inOrder: boolean;
  readonly seconds?: number;
}

/** Throws unless every result came, whole and in order. */
export function assertChecked(name: string, check: Check, work: Work, fragments: number): void {
  if (check.results === fragments && check.inOrder && check.bytes === fragments * work.fragmentBytes) return;
  throw new Error(`${name} did not hand back its ${fragments} fragments in order: ${JSON.stringify(check)}`);
}
