import { type Failure, failure, failureCatalogue } from '../model/failures.ts';
import type { JobSummary } from '../model/job-report.ts';

/** A report without anything that the package may have written or that may quote it: figures and codes. */
export function purgedReport({ files: _, leftOut: __, ...report }: JobSummary): JobSummary {
  return {
    ...report,
    warnings: ['The package was purged, with everything made from it.'],
    failure: report.failure === null ? null : purgedFailure(report.failure),
  };
}

function purgedFailure({ code, stage, fragment, limit, observed }: Failure): Failure {
  return failure(code, stage, failureCatalogue[code].meaning, { fragment, limit, observed });
}
