import type { KnownJob } from '../../home/find-job.ts';
import { inspectJobs } from '../../home/find-job.ts';
import { isRunning } from '../../host/process-identity.ts';
import { formatBytes } from '../../text/format-quantity.ts';
import { inertLine } from '../../text/inert-text.ts';
import { folderUsage } from '../../trees/trees.ts';
import type { CliIo } from '../cli-io.ts';
import { styleFor } from '../display/style.ts';
import { jsonLine, shortTime, textTable } from '../display/text-table.ts';

/** Which jobs are listed, and how. */
export interface JobsListing {
  /** Separated by commas. */
  readonly state?: string;
  readonly limit: number;
  readonly json?: true;
}

/** Lists the jobs that `butcher run` keeps in a home, or runs there now, newest first. */
export async function listLocalJobs(
  home: string,
  { state, limit, json }: JobsListing,
  io: CliIo,
): Promise<void> {
  const { known, broken } = await inspectJobs(home);
  const states = state?.split(',');
  const wanted = known
    .map((job) => ({ ...job, state: stateOf(job) }))
    .filter((job) => states === undefined || states.includes(job.state))
    .reverse();
  const shown = await Promise.all(
    wanted.slice(0, limit).map(async ({ folder, record, state }) => ({
      ...{ id: record.id, name: record.name, state, createdAtMs: record.createdAtMs },
      ...{ package: record.package.path, dataset: record.dataset?.path ?? null },
      bytes: await folderUsage(folder, Number.POSITIVE_INFINITY),
    })),
  );
  if (json === true) for (const job of shown) io.stdout.write(jsonLine({ type: 'local-job', ...job }));
  else {
    const header = ['ID', 'NAME', 'STATE', 'STARTED', 'KEPT', 'PACKAGE'];
    const rows = shown.map((job) => [
      job.id,
      job.name,
      job.state,
      shortTime(job.createdAtMs),
      formatBytes(job.bytes),
      job.package,
    ]);
    io.stdout.write(textTable(header, rows, styleFor(io.stdout, io.env)));
  }
  for (const { problem } of broken) io.stderr.write(`${inertLine(problem)}\n`);
  if (wanted.length > limit) io.stderr.write(`there are more than ${limit}; see more with --limit N\n`);
}

/** A job whose process is gone was interrupted, whether or not anybody has noted it. */
function stateOf({ record }: KnownJob): string {
  if (record.chief === null) return record.state;
  return isRunning(record.chief) ? 'running' : 'interrupted';
}
