import type { JobProgress } from '../../model/job-event.ts';
import { formatBytes, formatCount, formatCounted, formatRate } from '../../text/format-quantity.ts';
import type { Rates } from './rate-meter.ts';

/**
 * How far the merge frontier is. A generator has no length, so there is no share of the whole before it has ended.
 */
export function frontierText({ counts, exhausted }: JobProgress): string {
  const behind = counts.merged + counts.skipped;
  const merged = `merged ${formatCount(counts.merged)}`;
  if (!exhausted) return `${merged}, ${formatCounted(counts.fragments, 'fragment')} so far`;
  const share = counts.fragments === 0 ? 100 : Math.floor((100 * behind) / counts.fragments);
  return `${merged} of ${formatCounted(counts.fragments, 'fragment')} (${share} %)`;
}

/** Speed, workers and what went wrong, the more important first. */
export function paceTexts(progress: JobProgress, rates: Rates | null): readonly string[] {
  const { counts, workers } = progress;
  const texts: string[] = [];
  if (rates !== null) texts.push(`${formatRate(rates.results)} fragments/s`);
  texts.push(`${workers.busy} of ${formatCounted(workers.total, 'worker')} busy`);
  if (counts.retried > 0) texts.push(`${formatCount(counts.retried)} retried`);
  if (counts.skipped > 0) texts.push(`${formatCount(counts.skipped)} left out`);
  if (rates !== null) texts.push(`in ${formatBytes(rates.in)}/s`, `out ${formatBytes(rates.out)}/s`);
  return texts;
}
