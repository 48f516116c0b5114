import type { Role } from '../bridge/messages.ts';
import type { Failure, FailureCode } from './failures.ts';
import type { Finding } from './finding.ts';
import type { JobCounts, JobReport, JobState } from './job-report.ts';

/** Visible steps of `preparing`. */
export type PreparingStage = 'checking' | 'dependencies' | 'image' | 'containers';

/** What happens in a job, in order; `--json` prints one per line and the service streams them. */
export type JobEvent =
  | { readonly type: 'job'; readonly id: string; readonly name: string }
  | { readonly type: 'state'; readonly state: JobState; readonly stage?: PreparingStage }
  /** At least one a second while running. Rates are for the reader to derive. */
  | ({ readonly type: 'progress' } & JobProgress)
  /** A line (or the cut mark) that user code printed; without a role, a line from installing dependencies. */
  | {
      readonly type: 'log';
      readonly role: Role | null;
      readonly worker: number | null;
      /** The fragment that the code worked on; null where it did on none, or that is not known. */
      readonly fragment: number | null;
      /** It was printed to `sys.stderr`; left out: it was not, or that is not known. */
      readonly stream?: 'stderr';
      readonly text: string;
    }
  | {
      readonly type: 'retry';
      readonly fragments: readonly number[];
      readonly attempt: number;
      readonly code: FailureCode;
      readonly reason: string;
    }
  | { readonly type: 'failure'; readonly failure: Failure }
  | { readonly type: 'finding'; readonly finding: Finding }
  /** `waitsFor`: what the job waits for meanwhile, the end of "it waits for …". */
  | { readonly type: 'warning'; readonly message: string; readonly waitsFor?: string }
  | JobReport;

export interface JobProgress {
  readonly counts: JobCounts;
  readonly bytes: { readonly in: number; readonly out: number };
  /** The generator has ended, so `counts.fragments` is final. */
  readonly exhausted: boolean;
  /** `total`: how many there may be. `there` and `machines`: how many there are, and on how many, where on others. */
  readonly workers: {
    readonly busy: number;
    readonly total: number;
    readonly there?: number;
    readonly machines?: number;
  };
  /** Seconds in `running`. */
  readonly seconds: number;
}
