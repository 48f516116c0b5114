import type { Params } from '../../../params/params.ts';
import { formatBytes, formatCount, formatCounted, formatSeconds } from '../../../text/format-quantity.ts';
import { inertLine } from '../../../text/inert-text.ts';
import type { CliIo } from '../../cli-io.ts';
import { failureText } from '../../display/failure-text.ts';
import { hanging } from '../../display/hanging.ts';
import { mendHint } from '../../display/mend-hint.ts';
import { fileLines, leftOutLines, machinesText, memoryText } from '../../display/outcome-text.ts';
import { type Style, styleFor } from '../../display/style.ts';
import { jsonLine, shortTime } from '../../display/text-table.ts';
import { checkResultsTarget, resultsTarget } from '../../run/results-target.ts';
import type { DisplayFlags } from '../../run/run-flags.ts';
import { UsageError } from '../../usage-error.ts';
import type { RemoteJob } from '../client/answer-shapes.ts';
import { inertEvent } from '../client/follow-job.ts';
import { pickJob } from '../pick.ts';
import { canBeMended } from '../wait/can-be-mended.ts';
import { waitForJob } from '../wait/wait-for-job.ts';
import { withChief } from '../with-chief.ts';

const mostParamsCharacters = 400;

export interface StatusFlags extends DisplayFlags {
  readonly wait?: true;
  readonly out?: string;
}

/** `butcher status`: how a job goes now, or all the way to its end. */
export async function statusCommand(text: string, flags: StatusFlags, io: CliIo): Promise<void> {
  if (flags.out !== undefined && flags.wait !== true)
    throw new UsageError('--out has a meaning only with --wait; butcher results fetches what is there.');
  const out = flags.out === undefined ? null : resultsTarget(flags.out, io.cwd);
  if (out !== null) await checkResultsTarget(out);
  await withChief(io, async (remote) => {
    const { id } = await pickJob(remote.client, text);
    // Lists leave its parameters out.
    const { job } = await remote.client.ask('job', 'GET', `/jobs/${id}`);
    if (flags.wait === true) return waitForJob(remote, job, { source: null, out, reportPath: null }, flags);
    if (flags.json === true) io.stdout.write(jsonLine({ type: 'job', ...job }));
    else io.stdout.write(hanging(statusText(inertEvent(job), io, styleFor(io.stdout, io.env)), io.stdout));
    return 0;
  });
}

function statusText(job: RemoteJob, io: CliIo, style: Style): string {
  const { id, name, state, counts, bytes, seconds, busy, workers, failure, startedAtMs, endedAtMs } = job;
  const asides = [
    ...(counts.retried > 0 ? [`${formatCount(counts.retried)} retried`] : []),
    ...(counts.skipped > 0 ? [`${formatCount(counts.skipped)} left out`] : []),
  ];
  const merged = `${formatCount(counts.merged)} merged`;
  const facts: readonly (readonly [string, string])[] = [
    ['package', job.package ?? 'unreadable'],
    ['data', job.dataset ?? 'none'],
    ...(job.params === undefined ? [] : [['parameters', paramsText(job.params)] as const]),
    ['account', job.account],
    ['submitted', shortTime(job.createdAtMs)],
    ...(startedAtMs === null ? [] : [['started', shortTime(startedAtMs)] as const]),
    ...(endedAtMs === null ? [] : [['ended', shortTime(endedAtMs)] as const]),
    ['fragments', [formatCounted(counts.fragments, 'fragment'), merged, ...asides].join(', ')],
    ['bytes', `${formatBytes(bytes.in)} in, ${formatBytes(bytes.out)} out`],
    ['running', formatSeconds(seconds.running)],
    ['workers', busy === null ? formatCount(workers) : `${busy.busy} of ${busy.total} busy`],
    ...machinesText(job.machines).map((machines) => ['machines', machines] as const),
    ...memoryText(job.peakMemory).map((memory) => ['memory', `at most ${memory}`] as const),
    ...job.warnings.map((warning) => ['warning', warning] as const),
  ];
  const lines = [
    `${style('bold', name)}  ${style(state === 'done' ? 'green' : 'cyan', state)}  ${id}`,
    ...facts.map(([key, value]) => `  ${key.padEnd(10)} ${inertLine(value)}`),
  ];
  lines.push(...leftOutLines(job));
  if (job.hasResults)
    lines.push('results', ...fileLines(job.files), `  fetch them by: butcher results ${id}`);
  const context = { limits: job.options.limits, source: () => null, columns: io.stdout.columns || 100 };
  const cause = failure === null ? '' : failureText(failure, context, style);
  const mended = canBeMended(job, job) ? mendHint(id, 'PATH', ' --chief') : '';
  return `${lines.join('\n')}\n${cause}${mended}`;
}

function paramsText(params: Params): string {
  const all = Object.entries(params).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const text = all.join(', ');
  return text.length > mostParamsCharacters ? `${text.slice(0, mostParamsCharacters)}…` : text;
}
