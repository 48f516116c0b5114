import type { JobProgress } from '../jobs/job-event.ts';
import type { JobSummary } from '../jobs/job-report.ts';
import type { JobOptions } from '../jobs/job-request.ts';

/** A job as its account sees it: the report's object, from the moment it was accepted on, and what surrounds it. */
export interface JobView extends JobSummary {
  readonly account: string;
  /** Orders lists; a page's cursor. */
  readonly sequence: number;
  readonly datasetId: string | null;
  readonly options: JobOptions;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** Workers now; null where it does not run. */
  readonly busy: JobProgress['workers'] | null;
  /** The results can be fetched. */
  readonly hasResults: boolean;
}
