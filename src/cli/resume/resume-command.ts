import { readFile, stat } from 'node:fs/promises';
import type { Config } from '../../config.ts';
import { claimJob } from '../../home/claim-job.ts';
import type { KnownJob } from '../../home/find-job.ts';
import { type FinishedJob, inspectFinishedJob, isPublished } from '../../home/finished-job.ts';
import { type JobRecord, type ProvenanceTarget, readJobRecord } from '../../home/job-record.ts';
import { isRunning } from '../../host/process-identity.ts';
import { unsoundFolder } from '../../jobs/disk/sound-folder.ts';
import { systemClock } from '../../model/clock.ts';
import type { Finding } from '../../model/finding.ts';
import type { JobReport } from '../../model/job-report.ts';
import type { JobOptions } from '../../model/job-request.ts';
import type { PackageSource } from '../../model/package-source.ts';
import { fittingParams } from '../../params/fitting-params.ts';
import { inertLine } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import type { ExitCode } from '../exit-code.ts';
import { ownConfig } from '../home/own-config.ts';
import { findKeptJob, sentence } from '../kept/find-kept-job.ts';
import { type KeptSource, keptSource, mendedSource } from '../kept/kept-source.ts';
import { findDataset } from '../run/dataset-path.ts';
import { handOverAgain } from '../run/hand-over.ts';
import { catchInterrupts } from '../run/interrupts.ts';
import { outputRemarks } from '../run/output-remarks.ts';
import { planProvenance } from '../run/plan-provenance.ts';
import type { RunPlan } from '../run/plan-run.ts';
import { presentOutcome } from '../run/present-outcome.ts';
import { checkReportPath, checkResultsTarget, resultsTarget } from '../run/results-target.ts';
import { type DisplayFlags, runtimeOf } from '../run/run-flags.ts';
import { runPlanned } from '../run/run-planned.ts';
import { unreadableReport } from '../run/unreadable-report.ts';
import { type UnboundedFlag, withUnbounded } from '../unbounded-option.ts';
import { UsageError } from '../usage-error.ts';

export interface ResumeFlags extends DisplayFlags, UnboundedFlag {
  readonly out?: string;
  readonly strictResults?: true;
  /** The package with which the job goes on in place of its own. */
  readonly package?: string;
  readonly keepResults?: true;
  readonly provenance?: string;
  readonly fragmentDigests?: string;
  /** Never taken from the job's record. */
  readonly runtime?: 'docker' | 'process';
  readonly engine?: 'own' | 'swarm';
}

/** Goes on with a kept job as `butcher run` would. Returns the exit code; throws UsageError and FailureError. */
export async function resumeCommand(text: string, flags: ResumeFlags, io: CliIo): Promise<ExitCode> {
  if (flags.keepResults === true && flags.package === undefined)
    throw new UsageError('--keep-results has a meaning only with --package.');
  if (flags.package === '') throw new UsageError('--package needs a PATH.');
  const interrupts = catchInterrupts(systemClock);
  try {
    const config = withUnbounded(await ownConfig(io), flags);
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
  const unsound = await unsoundFolder(folder);
  if (unsound !== null) throw new UsageError(`The job ${id} cannot go on: ${unsound}.`);
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
  const record = { ...kept.record, out, options: { ...kept.record.options, ...strict } };
  if (record.report !== null) await checkRememberedReport(record.report, record.id);
  const finished = await inspectFinishedJob(kept.folder);
  if (finished.kind === 'unreadable') throw new UsageError(sentence(finished.problem));
  if (finished.kind === 'read') {
    const { hasKeptProvenance } = await import('../run/make-provenance.ts');
    if (flags.package === undefined && (await hasKeptProvenance(kept.folder)))
      return handOverProven(finished.value, { ...kept, record }, flags, io);
    if (flags.provenance !== undefined || flags.fragmentDigests !== undefined)
      throw new UsageError(
        `The job ${record.id} is done, and what a statement tells of it was to be looked at while it ran: only its results are not in their place yet. Leave --provenance and --fragment-digests out to put them there.`,
      );
    if (flags.package === undefined) return handOverFinished(finished.value, { ...kept, record }, flags, io);
    throw new UsageError(
      `The job ${record.id} is done, so there is nothing to mend: only its results are not in their place yet. Leave --package out to put them there.`,
    );
  }
  if (record.state === 'done')
    throw new UsageError(`The job ${record.id} is done; what is kept are the fragments it left out.`);
  if (!record.options.resume)
    throw new UsageError(`The job ${record.id} was run with --no-resume and cannot go on; run it anew.`);
  await checkResultsTarget(out);
  if (record.dataset !== null) await findDataset(record.dataset.path, '/');
  const job = { ...kept, record: await withProvenance(record, flags, io.cwd) };
  const runtime = runtimeOf(flags);
  if (record.runtime !== runtime) io.stderr.write(`${otherRuntime(record)}\n`);
  const parts = flags.package === undefined ? await keptSource(job) : await mended(job, flags, config, io);
  if (parts.source === null) return refuseUnreadable(parts.findings, record, flags, io);
  const planned = { ...planOf(job.record), runtime, ...parts, goesOn: job };
  const plan = { ...planned, remarks: await outputRemarks(planned) };
  const { composeRun, composeRuntime } = await import('../../compose.ts');
  const { ociRuntime } = plan.options;
  const engine = await composeRuntime(runtime, ociRuntime, config, io.env, { jobComes: true });
  try {
    if (signal.aborted) return 130;
    return await runPlanned(plan, flags, await composeRun(config, plan, engine), io, signal);
  } finally {
    await engine.close();
  }
}

/** With what was asked for of a statement when the job began, and now. */
async function withProvenance(record: JobRecord, flags: ResumeFlags, cwd: string): Promise<JobRecord> {
  const { id, out, report, provenance: remembered, options } = record;
  const taken = [out.path, ...(report === null ? [] : [report])];
  const known = { job: id, taken, cwd, ...(remembered !== undefined && { remembered }) };
  const provenance = await planProvenance(flags, known);
  if (provenance === null) return record;
  const fragmentDigests = provenance.fragmentDigests !== null && { fragmentDigests: true };
  return { ...record, provenance, options: { ...options, ...fragmentDigests } };
}

/** What of the plan another package changes; nothing where it is the one that the job has. */
async function mended(
  job: KnownJob,
  flags: ResumeFlags,
  config: Config,
  io: CliIo,
): Promise<KeptSource | (KeptSource & Partial<RunPlan>) | (Pick<KeptSource, 'findings'> & { source: null })> {
  const { record } = job;
  const { source, findings, packagePath, limits } = await mendedSource(job, flags.package!, config, io.cwd);
  if (source === null) return { source, findings };
  if (source.digest === record.package.digest) {
    io.stderr.write(`The package is the one that the job ${record.id} has already.\n`);
    const keeps = record.mended !== undefined && flags.keepResults === true;
    return { source, findings, packagePath, ...(keeps && { mended: { keepResults: true } }) };
  }
  // A butcher.json that cannot be read is the checks' to tell of.
  const declaredAtAll = source.manifest !== null || !source.files.has('butcher.json');
  return {
    source,
    findings,
    packagePath,
    options: { ...record.options, limits, ...(declaredAtAll && takenParams(record, source)) },
    mended: { keepResults: flags.keepResults === true },
  };
}

/** The parameters that the job began with, as the mended package takes them. */
function takenParams({ options }: JobRecord, { manifest }: PackageSource): Pick<JobOptions, 'params'> {
  const fitting = fittingParams(options.params, manifest?.params ?? null);
  if ('problem' in fitting)
    throw new UsageError(
      `The mended package does not take the parameters of the job. ${fitting.problem} The job keeps the parameters that it began with: let the package take them, or run it as a new job.`,
    );
  return fitting.values === undefined ? {} : { params: fitting.values };
}

/** As `butcher run` refuses it; the job stays as it was. */
function refuseUnreadable(
  findings: readonly Finding[],
  { id, name, dataset, options, report: reportPath }: JobRecord,
  flags: ResumeFlags,
  io: CliIo,
): Promise<ExitCode> {
  const report = unreadableReport(id, name, dataset?.name ?? null);
  const { limits } = options;
  const ended = { unpublished: null, keptFolder: null, packagePath: null };
  return presentOutcome({ report, findings, source: null, limits, reportPath, ...ended }, flags, io);
}

/** What is there may be an earlier report of this job and nothing else: nobody has named it on this command line. */
async function checkRememberedReport(path: string, id: string): Promise<void> {
  await checkReportPath(path);
  const there = await stat(path).catch(() => null);
  if (there === null || !there.isFile() || (await isReportOf(path, id))) return;
  throw new UsageError(
    `The job ${id} would write its report to ${inertLine(path)}, which is no earlier report of it. Move that file away.`,
  );
}

async function isReportOf(path: string, id: string): Promise<boolean> {
  try {
    const report = JSON.parse(await readFile(path, 'utf8')) as Partial<JobReport> | null;
    return report?.type === 'report' && report.job?.id === id;
  } catch {
    return false;
  }
}

/** The same, of one whose statement is not in its place yet. */
async function handOverProven(
  finished: FinishedJob,
  job: KnownJob,
  flags: ResumeFlags,
  io: CliIo,
): Promise<ExitCode> {
  const record = await withProvenance(job.record, flags, io.cwd);
  return handOverFinished(finished, { ...job, record }, flags, io, record.provenance);
}

/** The job was done; only its results did not get to their place, or nobody was told. */
async function handOverFinished(
  finished: FinishedJob,
  { folder, record }: KnownJob,
  flags: ResumeFlags,
  io: CliIo,
  provenance?: ProvenanceTarget,
): Promise<ExitCode> {
  if (!(await isPublished(finished, record.out))) await checkResultsTarget(record.out);
  const { placeKeptProvenance } = await import('../run/make-provenance.ts');
  const unproven = provenance === undefined ? null : await placeKeptProvenance(folder, provenance, record.id);
  const handedOver = await handOverAgain(finished, folder, record, unproven !== null);
  const { limits } = record.options;
  const outcome = {
    ...handedOver,
    findings: [],
    source: null,
    limits,
    reportPath: record.report,
    packagePath: null,
    ...(unproven !== null && { unproven: unproven.why }),
  };
  return presentOutcome(outcome, flags, io);
}

/** What isolates the job from this machine is for the caller to say, not for a file. */
function otherRuntime({ id, runtime }: JobRecord): string {
  const option = runtime === 'swarm' ? '--engine swarm' : `--runtime ${runtime}`;
  return `The job ${id} began with ${option}, which is not taken over: say so again to go on with what it had done.`;
}

function planOf(record: JobRecord): Omit<RunPlan, 'source' | 'findings' | 'goesOn' | 'runtime' | 'remarks'> {
  const { id, name, dataset, options, out, report, provenance } = record;
  const { path: packagePath, processor } = record.package;
  const mended = record.mended === undefined ? {} : { mended: record.mended };
  return {
    ...{ id, name, dataset, options, out, report, packagePath, processor, ...mended },
    ...(provenance !== undefined && { provenance }),
  };
}
