import type { CliIo } from '../../cli-io.ts';
import { jsonLine } from '../../display/text-table.ts';
import { checkResultsTarget, resultsTarget } from '../../run/results-target.ts';
import type { DisplayFlags } from '../../run/run-flags.ts';
import { UsageError } from '../../usage-error.ts';
import { pickJob } from '../pick.ts';
import { waitForJob } from '../wait/wait-for-job.ts';
import { withChief } from '../with-chief.ts';

export interface ResumeRemoteFlags extends DisplayFlags {
  readonly wait?: true;
  readonly out?: string;
}

/** `butcher resume --chief`: puts a job back into a chief's queue, and with `--wait` stays with it to its end. */
export async function resumeRemoteCommand(text: string, flags: ResumeRemoteFlags, io: CliIo): Promise<void> {
  if (flags.out !== undefined && flags.wait !== true)
    throw new UsageError('--out with --chief needs --wait: there are results only when the job has ended.');
  const out = flags.out === undefined ? null : resultsTarget(flags.out, io.cwd);
  if (out !== null) await checkResultsTarget(out);
  await withChief(io, async (remote) => {
    const { id } = await pickJob(remote.client, text);
    const { job } = await remote.client.ask('job', 'POST', `/jobs/${id}/resume`);
    if (flags.wait === true) return waitForJob(remote, job, { source: null, out, reportPath: null }, flags);
    const line =
      flags.json === true ? jsonLine({ type: 'job', ...job }) : `${job.state}  ${job.name} ${id}\n`;
    if (flags.quiet !== true) io.stdout.write(line);
    return 0;
  });
}
