import { type FailureCode, failureCatalogue } from '../model/failures.ts';
import type { JobReport } from '../model/job-report.ts';
import type { CliIo } from './cli-io.ts';

export type ExitCode = Parameters<CliIo['setExitCode']>[0];

/** What the command exits with for a job that came to this. */
export function exitCodeOf({ job }: JobReport): ExitCode {
  if (job.state === 'done') return 0;
  if (job.state === 'refused') return 3;
  if (job.state === 'cancelled' || job.state === 'interrupted') return 130;
  return job.failure === null ? 1 : exitCodeOfFailure(job.failure.code);
}

export function exitCodeOfFailure(code: FailureCode): ExitCode {
  return failureCatalogue[code].exitCode;
}
