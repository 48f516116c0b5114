import { formatCounted } from '../text/format-quantity.ts';
import type { Mending } from './disk/journal.ts';
import type { KeptBatch } from './disk/kept-results.ts';
import { NumberRanges } from './disk/number-ranges.ts';
import type { Restored } from './disk/restore.ts';

/** What people should know of a job that goes on with mended code. */
export interface MendingWords {
  /** For the report, too: what costs time, or what may surprise in the results. */
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

/** `mending` is what has changed since the last run; null where nothing has. */
export function tellMending(
  { results, compared, ofOtherProcessor }: Restored,
  mending: Mending | null,
): MendingWords {
  const sum = (kept: readonly KeptBatch[]) => kept.reduce((total, { count }) => total + count, 0);
  const have = new NumberRanges();
  for (const { first, count } of results) have.add(first, count);
  const waiting = compared.results.map(({ kept }) => kept);
  const count = sum(results) + sum(waiting.filter((batch) => !have.overlaps(batch.first, batch.count)));
  const warnings: string[] = [];
  const notes: string[] = [];
  if (mending?.processor === true && !mending.keepResults)
    warnings.push(
      'what the processor loads has changed, its code, its parameters or a file that it may read, so every fragment is processed again',
    );
  else if (mending?.splitter === true)
    notes.push(
      `what the splitter loads has changed: of ${formatCounted(count, 'result')} those are kept whose fragments it yields as they were`,
    );
  else if (mending !== null)
    notes.push(
      `nothing that the splitter and the processor load has changed: ${formatCounted(count, 'result')} are kept and merged from the first`,
    );
  if (ofOtherProcessor > 0)
    warnings.push(
      `up to ${formatCounted(ofOtherProcessor, 'result')} of the processor as it was before were kept, as --keep-results asked`,
    );
  return { warnings, notes };
}
