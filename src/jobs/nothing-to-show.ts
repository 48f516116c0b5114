import type { JobCounts } from '../model/job-report.ts';

/** What a job that ran well came to. */
export interface Outcome {
  readonly counts: JobCounts;
  /** Name of the dataset; null where there was none. */
  readonly dataset: string | null;
  readonly resultFiles: number;
}

/**
 * Why a job that ran well has nothing to show, each reason beginning with its code, `no-fragments` or
 * `empty-results`, and with the likely cause; none where it has something.
 */
export function nothingToShow({ counts, dataset, resultFiles }: Outcome): readonly string[] {
  const reasons: string[] = [];
  if (counts.fragments === 0) reasons.push(`no-fragments: the splitter yielded nothing; ${noData(dataset)}`);
  if (resultFiles === 0) reasons.push(`empty-results: the results folder has no file; ${noFiles(counts)}`);
  return reasons;
}

function noData(dataset: string | null): string {
  return dataset === null
    ? 'it was given an empty data folder, since the job had no data (--data was forgotten?)'
    : `it found nothing to yield in ${dataset}`;
}

function noFiles({ fragments, merged, skipped }: JobCounts): string {
  if (merged > 0)
    return 'the merger has to write to its working directory, which is also in BUTCHER_RESULTS_DIR; what it writes elsewhere, or only prints, is lost';
  if (skipped > 0) return `the merger never got a result, since all ${fragments} fragments were left out`;
  return 'the merger never got a result, and `finish` wrote nothing';
}
