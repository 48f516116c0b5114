import { join } from 'node:path';
import type { RunServices } from '../../compose.ts';
import type { KnownJob } from '../../home/find-job.ts';
import { createJobFolder, keepJobFolder, removeJobFolder, sweepJobFolders } from '../../home/job-folders.ts';
import { JobLog, jobLogFile } from '../../home/job-log.ts';
import { type JobRecord, writeJobRecord } from '../../home/job-record.ts';
import { ownIdentity } from '../../host/process-identity.ts';
import type { JobSample } from '../../jobs/sample/sample.ts';
import type { Clock } from '../../model/clock.ts';
import { FailureError, failure } from '../../model/failures.ts';
import type { Finding } from '../../model/finding.ts';
import type { JobEvent } from '../../model/job-event.ts';
import type { JobReport, JobWork } from '../../model/job-report.ts';
import { inertLine } from '../../text/inert-text.ts';
import { systemReason } from '../system-reason.ts';
import { UsageError } from '../usage-error.ts';
import { type HandedOver, handOver } from './hand-over.ts';
import type { RunPlan } from './plan-run.ts';

/** The one who asked for the run, while it runs. */
export interface RunWatcher {
  readonly emit: (event: JobEvent) => void;
  /** Jobs of dead chiefs were found that can be resumed. */
  readonly onInterrupted: (ids: readonly string[]) => void;
  readonly signal: AbortSignal;
  /** Only the beginning of the job is run. */
  readonly sample?: JobSample;
}

/** How a job ended, for the one who asked for it. */
export interface Ended extends HandedOver {
  /** Everything the checks found. */
  readonly findings: readonly Finding[];
  /** File of what its code printed, where it printed anything and the job's folder was kept. */
  readonly log?: string;
  /** Why the provenance that was asked for was not written, as a sentence. */
  readonly unproven?: string;
}

/** The same, perhaps before its containers are gone. */
export interface Execution extends Ended {
  /** Resolves when nothing of the job's containers is left: of one that is done, its end may be told before. */
  readonly closed: Promise<void>;
}

/**
 * Runs a planned job, or goes on with a kept one: its folder and record first, so that a later start can go on with it;
 * then the job; then the results to their place. Puts in order what dead chiefs of this home left. Throws UsageError
 * where the home folder cannot be used, FailureError `disk-limit` where it has no space.
 */
export async function executeJob(
  plan: RunPlan,
  services: RunServices,
  watcher: RunWatcher,
): Promise<Execution> {
  const { emit, signal } = watcher;
  const { home, clock, runtime } = services;
  const { goesOn } = plan;
  const record = recordOf(plan, clock);
  // A mended package becomes the job's when the checks have passed it.
  const before = goesOn?.record;
  const awaitsChecks = before !== undefined && before.package.digest !== record.package.digest;
  let passed = false;
  const { state, chief } = record;
  const begun =
    goesOn === undefined
      ? createJobFolder(home, record)
      : goOn(goesOn.folder, awaitsChecks ? { ...goesOn.record, state, chief } : record);
  const folder = await begun.catch((error) => homeProblem(home, error));
  const log = await JobLog.open(join(folder, jobLogFile), clock);
  const { provenance } = plan;
  const proving = provenance === undefined ? null : await import('./make-provenance.ts');
  const started = proving === null ? null : await proving.beginProvenance(plan, record.createdAtMs);
  let findings: readonly Finding[] = plan.findings;
  let swept = Promise.resolve();
  let work = null as JobWork | null;
  let closed = Promise.resolve();
  const ran = await services.runJob(
    { ...plan, folder, resuming: goesOn !== undefined },
    {
      runtime,
      clock,
      signal,
      ...(watcher.sample !== undefined && { sample: watcher.sample }),
      onWork: (told) => {
        work = told;
      },
      emit: (event) => {
        if (event.type === 'log') log.add(event);
        if (event.type !== 'report') emit(event);
      },
      onClosing: (closing) => {
        closed = closing;
        // Whoever waits for it hears of what went wrong.
        closed.catch(() => {});
      },
      check: async (source) => {
        const checked = await services.check(source);
        findings = checked.findings;
        // Sweeping waits for an engine, which a refused package does not need: so the checks come first.
        if (!checked.refused) swept = sweep(services, watcher, record.id);
        // What the dead chief of this very job left running must be gone before the job goes on.
        if (goesOn !== undefined) await swept;
        if (awaitsChecks && !checked.refused) {
          await writeJobRecord(folder, record);
          passed = true;
        }
        return checked;
      },
    },
  );
  // Whoever is told of one that goes on may do so at once.
  if (ran.job.state !== 'done') await closed;
  try {
    await swept;
    await log.close();
    const goesOnLater = goesOn !== undefined && ran.job.state !== 'done';
    if (plan.discard === true && ran.job.state === 'done') {
      await removeJobFolder(folder);
      return { report: { ...ran, results: null }, unpublished: null, keptFolder: null, findings, closed };
    }
    const end = { report: ran, finishedAtMs: clock.wallTimeMs(), folder };
    const unproven =
      proving === null || started === null || ran.job.state !== 'done' || work === null
        ? null
        : await proving.makeProvenance(plan, home, started, { ...end, work });
    const handedOver = goesOnLater
      ? await putBack(ran, passed ? { folder, record: { ...record, state: goesOn.record.state } } : goesOn)
      : await handOver(ran, folder, record, unproven?.isKept);
    const { keptFolder } = handedOver;
    const ended = { ...handedOver, findings, closed, ...(unproven !== null && { unproven: unproven.why }) };
    if (keptFolder === null || log.empty || ran.job.state === 'done') return ended;
    return { ...ended, log: join(keptFolder, jobLogFile) };
  } catch (error) {
    await closed;
    throw error;
  }
}

async function goOn(folder: string, record: JobRecord): Promise<string> {
  await writeJobRecord(folder, record);
  return folder;
}

/** A kept job is kept until it is done, whatever became of an attempt to go on with it. */
async function putBack(report: JobReport, { folder, record }: KnownJob): Promise<HandedOver> {
  const { state, failure: cause } = report.job;
  const before = cause?.code === 'resume-refused' || state === 'refused' ? record.state : 'failed';
  // Where it cannot be noted, the next start finds a job that nobody runs.
  await keepJobFolder(folder, record, state === 'cancelled' ? 'cancelled' : before).catch(() => {});
  return { report: { ...report, results: null }, unpublished: null, keptFolder: folder };
}

function recordOf(plan: RunPlan, clock: Clock): JobRecord {
  const { id, name, dataset, options, runtime, out, report, provenance, goesOn } = plan;
  return {
    version: 1,
    id,
    name,
    state: 'running',
    createdAtMs: goesOn?.record.createdAtMs ?? clock.wallTimeMs(),
    chief: ownIdentity(),
    package: { path: plan.packagePath, processor: plan.processor, digest: plan.source.digest },
    ...(plan.mended === undefined ? {} : { mended: plan.mended }),
    dataset,
    options,
    runtime,
    out,
    report,
    ...(provenance === undefined ? {} : { provenance }),
  };
}

/** An error while cleaning up after other jobs must not keep this one from running. */
async function sweep({ home, clock, runtime }: RunServices, watcher: RunWatcher, own: string): Promise<void> {
  const unusedForLong = { wantedBytes: 0, mostBytes: Number.POSITIVE_INFINITY, isInUse: () => false };
  const [folders] = await Promise.allSettled([
    sweepJobFolders(home, clock.wallTimeMs(), own),
    runtime.sweep(),
    runtime.freeLayers(unusedForLong),
  ]);
  if (folders.status === 'fulfilled' && folders.value.length > 0) watcher.onInterrupted(folders.value);
}

function homeProblem(home: string, error: NodeJS.ErrnoException): never {
  const shown = inertLine(home);
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      throw new FailureError(
        failure('disk-limit', 'preparing', `The disk that holds ${shown} is full.`, {
          help: 'Free some space, or set BUTCHER_HOME to a folder on another disk.',
        }),
        { cause: error },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
    case 'ENAMETOOLONG':
    case 'ELOOP':
    case 'ENOENT':
      throw new UsageError(
        `The folder ${shown}, where jobs keep their state, cannot be used: ${systemReason(error)}. Set BUTCHER_HOME to one that can.`,
      );
  }
  throw error;
}
