import type { JobState } from '../../model/job-report.ts';
import type { ServeSettings } from '../../settings/serve-settings.ts';

/** After how many seconds things go by themselves; 0: never. */
export type RetentionTimes = ServeSettings['retention'];

/** Something whose time has come. */
export interface Expired {
  readonly kind: 'job' | 'package' | 'dataset' | 'upload';
  /** Id or digest. */
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly bytes: number;
  /** When it ended or was last used, in milliseconds since the epoch. */
  readonly lastNeededMs: number;
}

export interface Expiring {
  readonly items: readonly Expired[];
  /** Tokens that have ended. */
  readonly tokens: number;
  /** Rows of the audit trail. */
  readonly auditRows: number;
}

/** States of jobs that have ended without results. */
export const failedStates: readonly JobState[] = ['failed', 'cancelled', 'refused'];

/** When a thing goes, in milliseconds since the epoch, that was last needed at that time; null: never, or not known. */
export function expiryOf(lastNeededMs: number | null, seconds: number): number | null {
  return lastNeededMs === null || seconds === 0 ? null : lastNeededMs + seconds * 1000;
}

/** When a job goes; null for one that has not ended. */
export function jobExpiry(
  { state, endedAtMs }: { readonly state: JobState; readonly endedAtMs: number | null },
  { results, failed }: RetentionTimes,
): number | null {
  if (state === 'done') return expiryOf(endedAtMs, results);
  return failedStates.includes(state) ? expiryOf(endedAtMs, failed) : null;
}
