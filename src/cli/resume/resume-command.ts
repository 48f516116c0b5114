import { type Config, readConfig } from '../../config.ts';
import { claimJob } from '../../home/claim-job.ts';
import type { KnownJob } from '../../home/find-job.ts';
import { type FinishedJob, isPublished, readFinishedJob } from '../../home/finished-job.ts';
import { type JobRecord, readJobRecord } from '../../home/job-record.ts';
import { isRunning } from '../../host/process-identity.ts';
import { systemClock } from '../../model/clock.ts';
import type { CliIo } from '../cli-io.ts';
import type { ExitCode } from '../exit-code.ts';
import { findKeptJob } from '../kept/find-kept-job.ts';
import { keptSource } from '../kept/kept-source.ts';
import { findDataset } from '../run/dataset-path.ts';
import { handOverAgain } from '../run/hand-over.ts';
import { catchInterrupts } from '../run/interrupts.ts';
import type { RunPlan } from '../run/plan-run.ts';
import { presentOutcome } from '../run/present-outcome.ts';
import { checkReportPath, checkResultsTarget, resultsTarget } from '../run/results-target.ts';
import type { DisplayFlags } from '../run/run-flags.ts';
import { runPlanned } from '../run/run-planned.ts';
import { UsageError } from '../usage-error.ts';

export interface ResumeFlags extends DisplayFlags {
  readonly out?: string;
  readonly strictResults?: true;
}

/** Goes on with a kept job as `butcher run` would. Returns the exit code; throws UsageError and FailureError. */
export async function resumeCommand(text: string, flags: ResumeFlags, io: CliIo): Promise<ExitCode> {
  const interrupts = catchInterrupts(systemClock);
  try {
    const config = readConfig(io.env, io.cwd);
    if ('problem' in config) throw new UsageError(config.problem);
    const { folder, record } = await findKeptJob(config.home, text);
    refuseRunning(record);
    const claim = await claimJob(folder);
    if (claim === null) throw new UsageError(`The job ${record.id} is being run by another butcher.`);
    try {
      const signal = AbortSignal.any([interrupts.signal, io.outputLost]);
      return await goOn(await claimedJob(folder, record.id), flags, config, io, signal);
    } finally {
      await claim.release();
    }
  } finally {
    interrupts.release();
  }
}

/** As it is now that nobody else can change it. */
async function claimedJob(folder: string, id: string): Promise<KnownJob> {
  const record = await readJobRecord(folder);
  if (record === null) throw new UsageError(`The job ${id} has ended meanwhile.`);
  refuseRunning(record);
  return { folder, record: { ...record, state: record.state === 'running' ? 'interrupted' : record.state } };
}

function refuseRunning({ id, chief }: JobRecord): void {
  if (chief !== null && isRunning(chief))
    throw new UsageError(`The job ${id} is running: process ${chief.pid} is at it. Stop that one first.`);
}

async function goOn(
  kept: KnownJob,
  flags: ResumeFlags,
  config: Config,
  io: CliIo,
  signal: AbortSignal,
): Promise<ExitCode> {
  const out = flags.out === undefined ? kept.record.out : resultsTarget(flags.out, io.cwd);
  const strict = flags.strictResults === true && { strictResults: true };
  const options = { ...kept.record.options, ...strict };
  const job = { ...kept, record: { ...kept.record, out, options } };
  const { record } = job;
  if (record.report !== null) await checkReportPath(record.report);
  const finished = await readFinishedJob(job.folder);
  if (finished !== null) return handOverFinished(finished, job, flags, io);
  if (record.state === 'done')
    throw new UsageError(`The job ${record.id} is done; what is kept are the fragments it left out.`);
  if (!record.options.resume)
    throw new UsageError(`The job ${record.id} was run with --no-resume and cannot go on; run it anew.`);
  await checkResultsTarget(out);
  if (record.dataset !== null) await findDataset(record.dataset.path, '/');
  const plan = { ...planOf(record), ...(await keptSource(job)), goesOn: job };
  const { composeRun } = await import('../../compose.ts');
  const services = await composeRun(config, plan, io.env);
  try {
    return signal.aborted ? 130 : await runPlanned(plan, flags, services, io, signal);
  } finally {
    await services.runtime.close();
  }
}

/** The job was done; only its results did not get to their place, or nobody was told. */
async function handOverFinished(
  finished: FinishedJob,
  { folder, record }: KnownJob,
  flags: ResumeFlags,
  io: CliIo,
): Promise<ExitCode> {
  if (!(await isPublished(finished, record.out))) await checkResultsTarget(record.out);
  const handedOver = await handOverAgain(finished, folder, record);
  const { limits } = record.options;
  const outcome = { ...handedOver, findings: [], source: null, limits, reportPath: record.report };
  return presentOutcome(outcome, flags, io);
}

function planOf(record: JobRecord): Omit<RunPlan, 'source' | 'findings' | 'goesOn'> {
  const { id, name, dataset, options, runtime, out, report } = record;
  const { path: packagePath, processor } = record.package;
  return { id, name, dataset, options, runtime, out, report, packagePath, processor, remarks: [] };
}
