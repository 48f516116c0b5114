import type { Clock } from '../model/clock.ts';
import type { JobEvent } from '../model/job-event.ts';
import type { JobRequest } from '../model/job-request.ts';
import type { JobPlace } from '../runtime/runtime.ts';
import type { Violation } from './containers/seen-violations.ts';
import type { JobSpace } from './disk/disk-watch.ts';
import type { JournalRecord } from './disk/journal.ts';
import type { KeptResults } from './disk/kept-results.ts';
import type { Restored } from './disk/restore.ts';
import type { SegmentFiles } from './disk/segment-files.ts';
import type { JobSample } from './sample/sample.ts';
import type { SpentFragment } from './work/work-stage.ts';

/** What {@link RunningJob} works with. */
export interface RunningJobParts {
  readonly request: JobRequest;
  readonly clock: Clock;
  readonly place: JobPlace;
  readonly keptResults: KeptResults;
  readonly segments: SegmentFiles;
  /** {@link Journal.append}. Null: the job keeps none. */
  readonly journal: { append(make: () => JournalRecord): Promise<void> } | null;
  readonly restored: Restored | null;
  /** Null: all of the job. */
  readonly sample: JobSample | null;
  /** Workers that the job may come to have. Left out: those of its options. */
  readonly mostWorkers?: number;
  readonly emit: (event: JobEvent) => void;
  /** The same for many at once, each of which is made when it is told. */
  readonly emitEach: (events: Iterable<JobEvent>) => void;
  readonly warn: (message: string) => void;
  readonly onViolation: (violation: Violation) => void;
  readonly signal: AbortSignal;
  /** As {@link MergeStageParts.onSettled}. */
  readonly onSettled: () => void;
  readonly clearResults: () => Promise<void>;
  /** Space the results folder takes, in bytes. */
  readonly resultsUsage: () => Promise<number>;
  /** What the job may take of a disk that it shares; null: as much as its limits allow. */
  readonly space: JobSpace | null;
  /** Bytes of replay bundles. */
  readonly bundleBytes: () => number;
  /** Removes what is kept of a fragment that is tried again. */
  readonly dropBundle: (fragment: number) => Promise<void>;
  /** Keeps the replay bundle of a spent fragment and returns its path; null where there is none. */
  readonly keepBundle: (spent: SpentFragment) => Promise<string | null>;
  /** All roles are loaded and the first fragment is about to be pulled. */
  readonly onRunning: () => void;
}
