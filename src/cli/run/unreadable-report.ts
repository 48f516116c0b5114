import { failure } from '../../model/failures.ts';
import { type JobReport, unknownPeaks } from '../../model/job-report.ts';

/** The report on a package that could not be read as a whole, so that no job came of it. */
export function unreadableReport(id: string, name: string, dataset: string | null): JobReport {
  return {
    type: 'report',
    job: {
      id,
      name,
      state: 'refused',
      package: null,
      dataset,
      counts: { fragments: 0, results: 0, merged: 0, failed: 0, skipped: 0, retried: 0 },
      bytes: { in: 0, out: 0 },
      seconds: { preparing: 0, running: 0, packing: 0 },
      peakMemory: unknownPeaks,
      workers: 0,
      engine: '',
      distributions: [],
      warnings: [],
      failure: failure('package-refused', 'checking', 'The package cannot be read.'),
    },
    results: null,
  };
}
