import type { Finding } from '../../../model/finding.ts';
import type { JobReport } from '../../../model/job-report.ts';
import { isPurged } from '../../../store/purged-report.ts';
import { inertLine } from '../../../text/inert-text.ts';
import { failureText } from '../../display/failure-text.ts';
import { hanging } from '../../display/hanging.ts';
import { writeJsonLine } from '../../display/json-lines.ts';
import { mendHint } from '../../display/mend-hint.ts';
import { doneText } from '../../display/outcome-text.ts';
import { styleFor } from '../../display/style.ts';
import { type ExitCode, exitCodeOf } from '../../exit-code.ts';
import { writeReport } from '../../run/present-outcome.ts';
import type { DisplayFlags } from '../../run/run-flags.ts';
import type { RemoteJob } from '../client/answer-shapes.ts';
import { inertEvent } from '../client/follow-job.ts';
import { fetchResults } from '../results/fetch-results.ts';
import type { Remote } from '../with-chief.ts';
import type { AwaitedJob } from './awaited-job.ts';
import { canBeMended } from './can-be-mended.ts';
import { presentTrial } from './present-trial.ts';

export interface EndedJob extends AwaitedJob {
  readonly job: RemoteJob;
  readonly report: JobReport;
  readonly findings: readonly Finding[];
}

/**
 * Tells people and programs what a job of a chief came to, and fetches its results where wanted. Returns the exit code.
 */
export async function presentRemote(ended: EndedJob, remote: Remote, flags: DisplayFlags): Promise<ExitCode> {
  const { io } = remote;
  const { job, source, out, reportPath, findings } = ended;
  const { id } = job;
  const { failure, state, counts } = ended.report.job;
  if (state === 'refused') {
    const { findingsText } = await import('../../display/findings-text.ts');
    const { report } = await import('../../../checks/report.ts');
    io.stderr.write(findingsText(report(findings), source, io));
  } else if (failure !== null && state !== 'cancelled') {
    const context = {
      limits: job.options.limits,
      source: (path: string) => source?.files.get(path)?.bytes.toString('utf8') ?? null,
      columns: io.stderr.columns || 100,
    };
    const text = failureText(inertEvent(failure), context, styleFor(io.stderr, io.env));
    io.stderr.write(hanging(text, io.stderr));
  }
  if (canBeMended(job, ended.report.job)) io.stderr.write(mendHint(id, 'PATH', ' --chief'));
  if (state === 'cancelled') io.stderr.write(`${inertLine(failure?.message ?? 'the job was cancelled')}\n`);
  if (!isPurged(ended.report.job) && (failure?.bundle != null || counts.skipped > 0))
    io.stderr.write(`  list the fragments that failed by: butcher fragments ${id}\n`);
  const isTrial = job.options.firstFragments !== undefined;
  if (isTrial) await presentTrial(job, remote, flags);
  const fetched = state === 'done' && out !== null;
  if (fetched) await fetchResults(remote, job, out, flags);
  const report = { ...ended.report, results: fetched ? out.path : null };
  const reportProblem = reportPath === null ? null : await writeReport(report, reportPath);
  if (reportProblem !== null) io.stderr.write(`${reportProblem}\n`);
  if (flags.json === true) writeJsonLine(io.stdout, report);
  else if (state === 'done' && flags.quiet !== true) {
    io.stdout.write(
      hanging(doneText(inertEvent(report), io.cwd, styleFor(io.stdout, io.env)), io.stdout, 'results  '),
    );
    if (!fetched && !isTrial) io.stderr.write(`  fetch the results by: butcher results ${id}\n`);
  }
  return exitCodeOf(report) || (reportProblem === null ? 0 : 1);
}
