import { homedir } from 'node:os';
import { relative, sep } from 'node:path';
import { keptDays } from '../../home/job-folders.ts';
import { inertLine } from '../../inert-text.ts';
import type { JobReport } from '../../jobs/job-report.ts';
import type { Execution } from '../run/execute-job.ts';
import { formatBytes, formatCount, formatCounted, formatRate, formatSeconds } from './format-quantity.ts';
import type { Style } from './style.ts';

/** What a job that is done came to, with the place of its results, for people. */
export function doneText({ job, results }: JobReport, cwd: string, style: Style): string {
  const { counts, bytes, seconds } = job;
  const rate = seconds.running > 0 ? ` (${formatRate(counts.results / seconds.running)}/s)` : '';
  const asides = [
    ...(counts.retried > 0 ? [`${formatCount(counts.retried)} retried`] : []),
    ...(counts.skipped > 0 ? [style('yellow', `${formatCount(counts.skipped)} left out`)] : []),
  ];
  const facts = [
    `${formatCounted(counts.fragments, 'fragment')}${rate}`,
    `${formatBytes(bytes.in)} in`,
    `${formatBytes(bytes.out)} out`,
    formatCounted(job.workers, 'worker'),
    ...asides,
  ];
  const total = seconds.preparing + seconds.running + seconds.packing;
  const lines = [
    `${style('green', 'done')}  ${style('bold', job.name)} in ${formatSeconds(total)}: ${facts.join(', ')}`,
  ];
  if (results !== null) lines.push(`results  ${inertLine(shortPath(results, cwd))}`);
  return `${lines.join('\n')}\n`;
}

/** What is left of a job that is not done, and what can be done with it; empty where nothing is left. */
export function leftText({ report, unpublished, keptFolder }: Execution, cwd: string): string {
  if (keptFolder === null)
    return report.job.state === 'cancelled' ? 'stopped; nothing is left of the job\n' : '';
  const folder = inertLine(shortPath(keptFolder, cwd));
  if (unpublished !== null)
    return `${unpublished}\nThey are kept in ${inertLine(report.results ?? folder)}\n`;
  const time = `${keptDays} days`;
  return report.job.state === 'cancelled'
    ? `stopped; go on with it by: butcher resume ${report.job.id}   (kept for ${time} in ${folder})\n`
    : `what the job has is kept for ${time} in ${folder}\n`;
}

/** The path as one would type it: from here, from the home folder, or in full. */
export function shortPath(path: string, cwd: string): string {
  const fromHere = relative(cwd, path);
  if (fromHere !== '' && !fromHere.startsWith('..')) return fromHere;
  const fromHome = relative(homedir(), path);
  return fromHome !== '' && !fromHome.startsWith('..') ? `~${sep}${fromHome}` : path;
}
