import { claimJob } from '../../home/claim-job.ts';
import type { KnownJob } from '../../home/find-job.ts';
import { inspectJobs } from '../../home/find-job.ts';
import { inspectFinishedJob } from '../../home/finished-job.ts';
import { removeJobFolder } from '../../home/job-folders.ts';
import { readJobRecord } from '../../home/job-record.ts';
import { isRunning } from '../../host/process-identity.ts';
import { formatBytes, formatCounted } from '../../text/format-quantity.ts';
import { inertLine } from '../../text/inert-text.ts';
import { folderUsage } from '../../trees/trees.ts';
import type { CliIo } from '../cli-io.ts';
import { jsonLine } from '../display/text-table.ts';
import { ownConfig } from '../home/own-config.ts';
import { systemReason } from '../system-reason.ts';
import { UsageError } from '../usage-error.ts';
import { findKeptJob } from './find-kept-job.ts';

export interface CleanFlags {
  readonly all?: true;
  readonly json?: true;
}

/** `butcher clean`: removes jobs that `butcher run` left here, none of which runs. Throws UsageError. */
export async function cleanCommand(texts: readonly string[], flags: CleanFlags, io: CliIo): Promise<void> {
  if (flags.all === true && texts.length > 0) throw new UsageError('Give jobs or --all, not both.');
  if (flags.all !== true && texts.length === 0)
    throw new UsageError('Name the jobs to remove, or say --all; `butcher jobs --local` lists them.');
  const { home } = await ownConfig(io);
  const meant = new Map<string, KnownJob>();
  for (const text of texts) {
    const job = await findKeptJob(home, text);
    meant.set(job.folder, job);
  }
  const { known, broken } =
    flags.all === true ? await inspectJobs(home) : { known: [...meant.values()], broken: [] };
  const left: string[] = broken.map(({ problem }) => problem);
  let removed = 0;
  let freed = 0;
  for (const job of known) {
    const why = await reasonToLeave(job, flags.all === true);
    const { id, name } = job.record;
    if (why !== null) {
      left.push(`${id} (${name}) is left: ${why}`);
      continue;
    }
    const bytes = await folderUsage(job.folder, Number.POSITIVE_INFINITY);
    try {
      await removeJobFolder(job.folder);
    } catch (error) {
      left.push(`${id} (${name}) could not be removed: ${systemReason(error)}`);
      continue;
    }
    removed += 1;
    freed += bytes;
    if (flags.json === true) io.stdout.write(jsonLine({ type: 'removed', id, name, bytes }));
    else io.stdout.write(`removed ${id} (${name}), ${formatBytes(bytes)}\n`);
  }
  for (const sentence of left) io.stderr.write(`${inertLine(sentence)}\n`);
  if (flags.all === true && flags.json !== true)
    io.stderr.write(`${formatCounted(removed, 'job')} removed, ${formatBytes(freed)} freed\n`);
  io.setExitCode(left.length > 0 && flags.all !== true ? 1 : 0);
}

/** Why a job may not be removed; null where this process alone has it now. A claim goes with the folder. */
async function reasonToLeave({ folder, record }: KnownJob, amongAll: boolean): Promise<string | null> {
  if (record.chief !== null && isRunning(record.chief)) return `it runs, as process ${record.chief.pid}`;
  const finished = amongAll ? await inspectFinishedJob(folder).catch(() => null) : null;
  if (finished?.kind === 'read')
    return `its results wait to be put to their place, by: butcher resume ${record.id}`;
  const claim = await claimJob(folder).catch(() => null);
  if (claim === null) return 'another butcher is at it';
  // It may have been gone on with before the claim.
  const now = await readJobRecord(folder);
  if (now === null || now.chief === null || !isRunning(now.chief)) return null;
  await claim.release();
  return `it runs, as process ${now.chief.pid}`;
}
