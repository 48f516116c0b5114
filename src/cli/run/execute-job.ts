import { join } from 'node:path';
import type { CheckReport, Finding } from '../../checks/finding.ts';
import type { Clock } from '../../clock.ts';
import { FailureError, failure } from '../../failures.ts';
import {
  createJobFolder,
  keepBundles,
  keepJobFolder,
  removeJobFolder,
  sweepJobFolders,
} from '../../home/job-folders.ts';
import type { JobRecord } from '../../home/job-record.ts';
import { ownIdentity } from '../../home/process-identity.ts';
import { inertLine } from '../../inert-text.ts';
import type { JobEvent } from '../../jobs/job-event.ts';
import type { JobReport } from '../../jobs/job-report.ts';
import type { JobRequest } from '../../jobs/job-request.ts';
import type { JobContext } from '../../jobs/run-job.ts';
import type { PackageSource } from '../../package/package-source.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { systemReason } from '../system-reason.ts';
import { UsageError } from '../usage-error.ts';
import type { RunPlan } from './plan-run.ts';
import { publishResults } from './publish-results.ts';

/** What running a job needs from outside; compose.ts joins it. */
export interface RunServices {
  readonly home: string;
  readonly clock: Clock;
  readonly runtime: Runtime;
  readonly check: (source: PackageSource) => Promise<CheckReport>;
  readonly runJob: (request: JobRequest, context: JobContext) => Promise<JobReport>;
}

/** The one who asked for the run, while it runs. */
export interface RunWatcher {
  readonly emit: (event: JobEvent) => void;
  /** Jobs of dead chiefs were found that can be resumed. */
  readonly onInterrupted: (ids: readonly string[]) => void;
  readonly signal: AbortSignal;
}

/** How a job ended, for the one who asked for it. */
export interface Execution {
  /** With the results where they were asked for. */
  readonly report: JobReport;
  /** Everything the checks found. */
  readonly findings: readonly Finding[];
  /** The results are there, but could not be put where they were asked for: the reason. */
  readonly unpublished: string | null;
  /** The job's folder where it was kept, to be resumed or replayed. */
  readonly keptFolder: string | null;
}

/**
 * Runs a planned job: its folder and record first, so that a later start can go on with it; then the job; then the
 * results to their place. Puts in order what dead chiefs of this home left. Throws UsageError where the home folder
 * cannot be used, FailureError `disk-limit` where it has no space.
 */
export async function executeJob(
  plan: RunPlan,
  services: RunServices,
  watcher: RunWatcher,
): Promise<Execution> {
  const { emit, signal } = watcher;
  const { home, clock, runtime } = services;
  const record = recordOf(plan, clock);
  const folder = await createJobFolder(home, record).catch((error) => homeProblem(home, error));
  let findings: readonly Finding[] = plan.findings;
  let swept = Promise.resolve();
  const ran = await services.runJob(
    { ...plan, folder, resuming: false },
    {
      runtime,
      clock,
      signal,
      emit: (event) => {
        if (event.type !== 'report') emit(event);
      },
      check: async (source) => {
        const checked = await services.check(source);
        findings = checked.findings;
        // A refused package needs no engine, so nothing may wait for one before.
        if (!checked.refused) swept = sweep(services, watcher);
        return checked;
      },
    },
  );
  await swept;
  const { report, unpublished } = await publish(ran, plan, folder);
  const keptFolder = await settle(report, unpublished, folder, record);
  return { report, findings, unpublished, keptFolder };
}

function recordOf(plan: RunPlan, clock: Clock): JobRecord {
  const { id, name, dataset, options, runtime, out, report } = plan;
  return {
    version: 1,
    id,
    name,
    state: 'running',
    createdAtMs: clock.wallTimeMs(),
    chief: ownIdentity(),
    package: { path: plan.packagePath, digest: plan.source.digest },
    dataset,
    options,
    runtime,
    out,
    report,
  };
}

/** What others left must not keep this job from running. */
async function sweep({ home, clock, runtime }: RunServices, watcher: RunWatcher): Promise<void> {
  const [, folders] = await Promise.allSettled([runtime.sweep(), sweepJobFolders(home, clock.wallTimeMs())]);
  if (folders.status === 'fulfilled' && folders.value.length > 0) watcher.onInterrupted(folders.value);
}

async function publish(
  report: JobReport,
  plan: RunPlan,
  folder: string,
): Promise<Pick<Execution, 'report' | 'unpublished'>> {
  if (report.job.state !== 'done') return { report: { ...report, results: null }, unpublished: null };
  const tar = report.results ?? join(folder, 'results.tar');
  try {
    await publishResults(tar, plan.out, plan.id);
    return { report: { ...report, results: plan.out.path }, unpublished: null };
  } catch (error) {
    const reason = `The results could not be written to ${inertLine(plan.out.path)}: ${systemReason(error)}.`;
    const warnings = [...report.job.warnings, reason];
    return { report: { ...report, job: { ...report.job, warnings }, results: tar }, unpublished: reason };
  }
}

/** Keeps a job's folder where something can still be done with it, else removes it; returns it where kept. */
async function settle(
  { job }: JobReport,
  unpublished: string | null,
  folder: string,
  record: JobRecord,
): Promise<string | null> {
  const { resume } = record.options;
  const { state, counts, failure: cause } = job;
  const worthKeeping =
    unpublished !== null ||
    (state === 'cancelled' && resume) ||
    (state === 'failed' && (cause?.bundle != null || (resume && counts.results > 0))) ||
    (state === 'done' && counts.skipped > 0);
  try {
    if (!worthKeeping) await removeJobFolder(folder);
    else if (state === 'done' && unpublished === null) await keepBundles(folder, record);
    else await keepJobFolder(folder, record, state === 'cancelled' ? 'cancelled' : 'failed');
  } catch {
    // On a full disk, say, nothing can be noted or removed: the next start finds a job that nobody runs.
  }
  return worthKeeping ? folder : null;
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
