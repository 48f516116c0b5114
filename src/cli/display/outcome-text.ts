import { homedir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { keptDays } from '../../home/job-folders.ts';
import type { JobReport, JobSummary, PeakMemory } from '../../model/job-report.ts';
import type { ResultFiles } from '../../model/result-files.ts';
import {
  formatBytes,
  formatCount,
  formatCounted,
  formatRate,
  formatSeconds,
} from '../../text/format-quantity.ts';
import { inertLine } from '../../text/inert-text.ts';
import type { Ended } from '../run/execute-job.ts';
import { isFixedOutside, mendHint, pathWord } from './mend-hint.ts';
import type { Style } from './style.ts';

/** Of a failure, on a line with others. */
const mostMessageCharacters = 120;
/** Named on a line. */
const mostMachines = 10;

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
    workersText(job),
    ...asides,
  ];
  const total = seconds.preparing + seconds.running + seconds.packing;
  const lines = [
    `${style('green', 'done')}  ${style('bold', job.name)} in ${formatSeconds(total)}: ${facts.join(', ')}`,
  ];
  for (const text of machinesText(job.machines)) lines.push(`machines  ${text}`);
  if (results !== null) lines.push(`results  ${inertLine(shortPath(results, cwd))}`, ...fileLines(job.files));
  lines.push(...leftOutLines(job));
  return `${lines.join('\n')}\n`;
}

function workersText({ workers, machines }: JobSummary): string {
  const text = formatCounted(workers, 'worker');
  if (machines === undefined) return text;
  const lost = machines.reduce((sum, machine) => sum + machine.lost, 0);
  const where = `${text} on ${formatCounted(machines.length, 'machine')}`;
  return lost === 0 ? where : `${where}, ${formatCount(lost)} lost with theirs`;
}

/** Machines with the workers that began on each; one text, or none where all were on the chief's own engine. */
export function machinesText(machines: JobSummary['machines'] = []): readonly string[] {
  if (machines.length === 0) return [];
  const named = machines.slice(0, mostMachines).map(({ name, workers, lost }) => {
    const aside = lost === 0 ? '' : ` (${formatCount(lost)} lost)`;
    return `${name === null ? 'the chief’s own' : inertLine(name)} ${formatCounted(workers, 'worker')}${aside}`;
  });
  const more = machines.length - named.length;
  return [[...named, ...(more > 0 ? [`and ${formatCount(more)} more`] : [])].join(', ')];
}

/** The first files by name with their sizes, and how many more there are. */
export function fileLines(files: ResultFiles | undefined): readonly string[] {
  if (files === undefined) return [];
  const lines = files.first.map(({ path, bytes }) => `  ${inertLine(path)}  ${formatBytes(bytes)}`);
  const more = files.count - files.first.length;
  return more > 0 ? [...lines, `  and ${formatCount(more)} more, ${formatBytes(files.bytes)} in all`] : lines;
}

/** The first fragments that were left out, each with its failure and its first bytes; none where all are in. */
export function leftOutLines({
  leftOut = [],
  counts,
}: Pick<JobSummary, 'leftOut' | 'counts'>): readonly string[] {
  const lines = leftOut.map(({ fragment, code, message, file, line, begins }) => {
    const place = file === null ? '' : ` at ${inertLine(file)}${line === null ? '' : `:${line}`}`;
    const bytes = begins === null ? '' : `  ${begins}`;
    return `  fragment ${fragment}: ${code}${place}  ${inertLine(shortened(message))}${bytes}`;
  });
  if (lines.length === 0) return [];
  const more = counts.skipped - lines.length;
  return ['left out', ...lines, ...(more > 0 ? [`  and ${formatCount(more)} more`] : [])];
}

function shortened(text: string): string {
  return text.length > mostMessageCharacters ? `${text.slice(0, mostMessageCharacters)}…` : text;
}

/** What the containers of each role took at most, as far as it is known: one text, or none. */
export function memoryText({ splitter, worker, merger }: PeakMemory): readonly string[] {
  const known = Object.entries({ splitter, worker, merger }).flatMap(([role, bytes]) =>
    bytes === null ? [] : [`${role} ${formatBytes(bytes)}`],
  );
  return known.length === 0 ? [] : [known.join(', ')];
}

/**
 * What is left of a job that is not done, and what can be done with it; empty where nothing is left. `packagePath`: of
 * a package that the job could go on with once it is mended.
 */
export function leftText(execution: Ended, packagePath: string | null, cwd: string): string {
  const { log } = execution;
  const printed =
    log === undefined ? '' : `  all that its code printed is in ${inertLine(shortPath(log, cwd))}\n`;
  return `${keptText(execution, packagePath, cwd)}${printed}`;
}

function keptText(
  { report, unpublished, keptFolder }: Ended,
  packagePath: string | null,
  cwd: string,
): string {
  const { job, results } = report;
  if (keptFolder === null) return job.state === 'cancelled' ? 'stopped; nothing is left of the job\n' : '';
  const shown = (path: string) => inertLine(shortPath(path, cwd));
  if (unpublished !== null)
    return `${unpublished}\nThey are kept in ${shown(results ?? keptFolder)}\n  put them to their place by: butcher resume ${job.id}\n`;
  if (job.state === 'cancelled')
    return `stopped; go on with it by: butcher resume ${job.id}\n  kept for ${keptDays} days in ${shown(keptFolder)}\n`;
  if (job.state === 'done')
    return `  fragments left out are kept for ${keptDays} days in ${shown(join(keptFolder, 'bundles'))}\n  list them, and run one again, by: butcher replay ${job.id}\n`;
  const { bundle, fragment, code } = job.failure ?? { bundle: null, fragment: null, code: 'internal' };
  const mended = packagePath === null ? '' : mendHint(job.id, pathWord(packagePath, cwd));
  const goOn = isFixedOutside(code)
    ? `  once that is put right, go on with it by: butcher resume ${job.id}\n`
    : mended;
  if (bundle !== null)
    return `  the fragment is kept for ${keptDays} days in ${shown(bundle)}\n  run it again by: butcher replay ${job.id}:${fragment}\n${goOn}`;
  return `  what it had done is kept for ${keptDays} days in ${shown(keptFolder)}\n${goOn}`;
}

/** The path as one would type it: from here, from the home folder, or in full. */
export function shortPath(path: string, cwd: string): string {
  const fromHere = relative(cwd, path);
  if (fromHere !== '' && !fromHere.startsWith('..')) return fromHere;
  const fromHome = relative(homedir(), path);
  return fromHome !== '' && !fromHome.startsWith('..') ? `~${sep}${fromHome}` : path;
}
