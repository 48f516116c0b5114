import { type Failure, failure, failureCatalogue } from '../model/failures.ts';
import type { JobSummary } from '../model/job-report.ts';

const purgedWarning = 'The package was purged, with everything made from it.';
const help = 'Nothing is kept of the job; submit a package that keeps to the rules of this chief.';

/** Whether it is one of {@link purgedReport}. */
export function isPurged({ warnings }: Pick<JobSummary, 'warnings'>): boolean {
  return warnings.length === 1 && warnings[0] === purgedWarning;
}

/** A report without anything that the package may have written or that may quote it: figures and codes. */
export function purgedReport({ files: _, leftOut: __, ...report }: JobSummary): JobSummary {
  return {
    ...report,
    warnings: [purgedWarning],
    failure: report.failure === null ? null : purgedFailure(report.failure),
  };
}

function purgedFailure({ code, stage, fragment, limit, observed }: Failure): Failure {
  return failure(code, stage, failureCatalogue[code].meaning, { fragment, limit, observed, help });
}
