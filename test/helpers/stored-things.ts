import { failure } from '../../src/model/failures.ts';
import type { JobSummary } from '../../src/model/job-report.ts';

/** A report of a failed job that quotes the package's code. */
export function reportOf(quoted: string): JobSummary {
  return {
    id: 'job',
    name: 'job',
    state: 'failed',
    package: 'sha256:a',
    dataset: null,
    counts: { fragments: 3, results: 2, merged: 2, failed: 1, skipped: 0, retried: 0 },
    bytes: { in: 10, out: 20 },
    seconds: { preparing: 0.5, running: 1.25, packing: 0 },
    peakMemory: { splitter: 10, worker: null, merger: 30 },
    workers: 1,
    engine: 'an engine',
    distributions: [{ name: 'six', version: '1.17.0', sha256: 'a'.repeat(64) }],
    warnings: [`the processor printed ${quoted}`],
    failure: failure('user-error', 'process', `ValueError: ${quoted}`, {
      fragment: 3,
      traceback: `File "Processor.py", line 3\n${quoted}`,
      file: 'Processor.py',
      line: 3,
    }),
  };
}
