import type { CheckReport } from '../checks/finding.ts';
import type { Clock } from '../clock.ts';
import type { PackageSource } from '../package/package-source.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { JobEvent } from './job-event.ts';
import type { JobReport } from './job-report.ts';
import type { JobRequest } from './job-request.ts';

/** What a job needs from outside. */
export interface JobContext {
  readonly runtime: Runtime;
  readonly clock: Clock;
  /** Static check of the package; errors refuse the job. */
  readonly check: (source: PackageSource) => Promise<CheckReport>;
  readonly emit: (event: JobEvent) => void;
  /** Aborting ends the job as `cancelled`, resumable, with nothing left running. */
  readonly signal: AbortSignal;
}

/**
 * Runs a job from checking to packed results. Never rejects: whatever happens is in the report.
 * On `done`, `report.results` is the deterministic tar `<folder>/results.tar`.
 */
export async function runJob(_request: JobRequest, _context: JobContext): Promise<JobReport> {
  throw new Error('not there yet');
}
