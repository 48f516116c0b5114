import { stat } from 'node:fs/promises';
import type { JobCounts } from '../model/job-report.ts';
import { exactPath } from '../text/byte-names.ts';
import { formatCount } from '../text/format-quantity.ts';

/** What a job that ran well came to. */
export interface Outcome {
  readonly counts: JobCounts;
  /** Null where there was none. */
  readonly dataset: { readonly path: string; readonly name: string } | null;
  readonly resultFiles: number;
}

/**
 * Why a job that ran well has nothing to show, each reason beginning with its code, `no-fragments` or
 * `empty-results`, and with the likely cause; none where it has something.
 */
export async function nothingToShow({ counts, dataset, resultFiles }: Outcome): Promise<readonly string[]> {
  const reasons: string[] = [];
  if (counts.fragments === 0)
    reasons.push(`no-fragments: the splitter yielded nothing; ${await noData(dataset)}`);
  if (resultFiles === 0) reasons.push(`empty-results: the results folder has no file; ${noFiles(counts)}`);
  return reasons;
}

/**
 * That no fragment of a job that ran well gave a result, which is no failure where it was asked to leave them out; null
 * where one did, and where there were none.
 */
export function noResults({ fragments, skipped }: JobCounts): string | null {
  if (fragments === 0 || skipped < fragments) return null;
  const all = fragments === 1 ? 'the only fragment' : `all ${formatCount(fragments)} fragments`;
  return `no-results: no fragment gave a result: ${all} failed and ${fragments === 1 ? 'was' : 'were'} left out`;
}

async function noData(dataset: Outcome['dataset']): Promise<string> {
  if (dataset === null)
    return 'it was given an empty data folder, since the job had no data (--data was forgotten?)';
  const nothing = `it found nothing to yield in ${dataset.name}`;
  const stats = await stat(exactPath(dataset.path)).catch(() => null);
  if (stats?.isFile() !== true) return nothing;
  if (stats.size === 0) return `${nothing}, which is empty`;
  return `${nothing}, which is a file: does it look for files in a folder, as with os.walk or glob?`;
}

function noFiles({ fragments, merged, skipped }: JobCounts): string {
  if (merged > 0)
    return 'the merger has to write to its working directory, which is also in BUTCHER_RESULTS_DIR; what it writes elsewhere, or only prints, is lost';
  if (skipped > 0) return `the merger never got a result, since all ${fragments} fragments were left out`;
  return 'the merger never got a result, and `finish` wrote nothing';
}
