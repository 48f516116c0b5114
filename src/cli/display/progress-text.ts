import type { JobProgress } from '../../model/job-event.ts';
import {
  formatBytes,
  formatCount,
  formatCounted,
  formatRate,
  formatSeconds,
} from '../../text/format-quantity.ts';
import { behindOf, type Rates } from './rate-meter.ts';

const barColumns = 20;
/** Slower than this, in bytes a second, data is not what takes the time. */
const leastByteRate = 1024;

/**
 * How far the merge frontier is. A generator has no length, so there is no share of the whole before it has ended.
 */
export function frontierText(progress: JobProgress): string {
  const { counts, exhausted } = progress;
  const behind = behindOf(progress);
  const merged = `merged ${formatCount(counts.merged)}`;
  if (!exhausted) return `${merged}, ${formatCounted(counts.fragments, 'fragment')} so far`;
  const share = counts.fragments === 0 ? 100 : Math.floor((100 * behind) / counts.fragments);
  return `${merged} of ${formatCounted(counts.fragments, 'fragment')} (${share} %)`;
}

/** How far it is, as a bar; null before the generator has ended. */
export function barText(progress: JobProgress): string | null {
  const { counts, exhausted } = progress;
  if (!exhausted || counts.fragments === 0) return null;
  const full = Math.min(barColumns, Math.floor((barColumns * behindOf(progress)) / counts.fragments));
  return `[${'#'.repeat(full)}${'.'.repeat(barColumns - full)}]`;
}

/** An estimate from the speed of the last seconds; null before the generator has ended, and where nothing moves. */
export function timeLeftText(progress: JobProgress, rates: Rates | null): string | null {
  const left = progress.counts.fragments - behindOf(progress);
  if (!progress.exhausted || left <= 0 || rates === null || rates.behind <= 0) return null;
  return `about ${formatSeconds(left / rates.behind)} left`;
}

/** Speed, workers and what went wrong, the more important first. */
export function paceTexts(progress: JobProgress, rates: Rates | null): readonly string[] {
  const { counts, workers } = progress;
  const texts: string[] = [];
  const left = timeLeftText(progress, rates);
  if (left !== null) texts.push(left);
  if (rates !== null) texts.push(`${formatRate(rates.results)} fragments/s`);
  const { busy, total, there, machines } = workers;
  texts.push(`${busy} of ${formatCounted(total, 'worker')} busy`);
  if (machines !== undefined)
    texts.push(`${formatCount(there ?? 0)} there on ${formatCounted(machines, 'machine')}`);
  if (counts.retried > 0) texts.push(`${formatCount(counts.retried)} retried`);
  if (counts.skipped > 0) texts.push(`${formatCount(counts.skipped)} left out`);
  if (rates !== null && rates.in >= leastByteRate) texts.push(`in ${formatBytes(rates.in)}/s`);
  if (rates !== null && rates.out >= leastByteRate) texts.push(`out ${formatBytes(rates.out)}/s`);
  return texts;
}
