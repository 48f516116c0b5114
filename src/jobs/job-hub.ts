import type { Batch } from '../bridge/batch.ts';
import type { Role } from '../bridge/messages.ts';
import type { Payload } from '../bridge/payload.ts';
import type { SessionHandlers } from '../bridge/session.ts';
import type { Clock } from '../model/clock.ts';
import type { Failure } from '../model/failures.ts';
import type { JobEvent } from '../model/job-event.ts';
import type { JobOptions } from '../model/job-request.ts';
import type { Death, RoleContainer } from './containers/role-container.ts';
import type { JournalRecord } from './disk/journal.ts';
import type { Ribbon } from './look/ribbon.ts';
import type { StageClocks } from './look/stage-clocks.ts';

/** Running totals of a job. */
export interface Totals {
  fragments: number;
  results: number;
  merged: number;
  failed: number;
  skipped: number;
  retried: number;
  bytesIn: number;
  bytesOut: number;
}

/** What the split, work and merge stages of a running job share. */
export interface JobHub {
  readonly options: JobOptions;
  readonly clock: Clock;
  readonly totals: Totals;
  /** What is noted for whoever looks at the job. */
  readonly ribbon: Ribbon;
  readonly clocks: StageClocks;
  /** The job has its outcome; whatever still happens is clean-up. */
  readonly over: boolean;
  /** Starts a container of the role; null when that failed and the job with it. `worker` counts from 1. */
  start(
    role: Role,
    memoryBytes: number,
    handlers: Omit<SessionHandlers, 'ended'>,
    worker?: number,
  ): Promise<RoleContainer | null>;
  emit(event: JobEvent): void;
  /** Tells people something that does not end the job; also listed in the report. */
  warn(message: string): void;
  /** Ends the job; the first failure is the one that counts. */
  fail(failure: Failure): void;
  /** Whether a failure says only that the disk, which others share, has no room. */
  isFullDisk(failure: Failure): boolean;
  /** Appends to the journal, where there is one; the record is made when it is written. A full disk ends the job. */
  record(make: () => JournalRecord): void;
  /** So many tries of fragments are over on that machine, as {@link RoleContainer.node} names it. */
  tried(node: string | null, attempts: number): void;
  /** CRC-32 of a batch's payload, wherever it is. */
  crcOf(batch: Batch): number;
  /** Nobody needs this payload any more: where it is in a segment, its place may be used again. */
  release(payload: Payload): void;
  /**
   * The failure that a container's end amounts to. It was on that fragment, or on one of so many `behind` it; null: on
   * none that is known.
   */
  judge(
    container: RoleContainer,
    role: Role,
    death: Death,
    fragment: number | null,
    behind?: number,
  ): Failure;
  /** Something has changed: all stages look for what they can do now. */
  pump(): void;
}
