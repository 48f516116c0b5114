import type { PackageSource } from '../../../model/package-source.ts';
import type { CliIo } from '../../cli-io.ts';
import { jsonLine } from '../../display/text-table.ts';
import type { ExitCode } from '../../exit-code.ts';
import { checkResultsTarget, resultsTarget } from '../../run/results-target.ts';
import type { DisplayFlags } from '../../run/run-flags.ts';
import { UsageError } from '../../usage-error.ts';
import type { RemoteJob } from '../client/answer-shapes.ts';
import { ChiefError } from '../client/chief-error.ts';
import { pickJob } from '../pick.ts';
import { givenPackage } from '../upload/given-package.ts';
import { showRefused } from '../upload/upload-command.ts';
import { waitForJob } from '../wait/wait-for-job.ts';
import { type Remote, withChief } from '../with-chief.ts';

export interface ResumeRemoteFlags extends DisplayFlags {
  readonly wait?: true;
  readonly out?: string;
  readonly package?: string;
  readonly keepResults?: true;
}

/** `butcher resume --chief`: puts a job back into a chief's queue, and with `--wait` stays with it to its end. */
export async function resumeRemoteCommand(text: string, flags: ResumeRemoteFlags, io: CliIo): Promise<void> {
  if (flags.out !== undefined && flags.wait !== true)
    throw new UsageError('--out with --chief needs --wait: there are results only when the job has ended.');
  if (flags.keepResults === true && flags.package === undefined)
    throw new UsageError('--keep-results has a meaning only with --package.');
  const out = flags.out === undefined ? null : resultsTarget(flags.out, io.cwd);
  if (out !== null) await checkResultsTarget(out);
  await withChief(io, async (remote) => {
    const { id } = await pickJob(remote.client, text);
    const given = flags.package === undefined ? null : await givenPackage(flags.package, flags, remote);
    if (typeof given === 'number') return given;
    const source = given?.source ?? null;
    const mended = given !== null && {
      json: { package: given.digest, ...(flags.keepResults === true && { keepResults: true }) },
    };
    const resumed = await resume(remote, id, mended || {}, source);
    if (typeof resumed === 'number') return resumed;
    const { job } = resumed;
    if (flags.wait === true) return waitForJob(remote, job, { source, out, reportPath: null }, flags);
    const line =
      flags.json === true ? jsonLine({ type: 'job', ...job }) : `${job.state}  ${job.name} ${id}\n`;
    if (flags.quiet !== true) io.stdout.write(line);
    return 0;
  });
}

/** The job as it waits again, or the exit code where its mended package is refused. */
async function resume(
  { client, io }: Remote,
  id: string,
  mended: { readonly json?: object },
  source: PackageSource | null,
): Promise<{ readonly job: RemoteJob } | ExitCode> {
  try {
    return await client.ask('job', 'POST', `/jobs/${id}/resume`, mended);
  } catch (error) {
    if (error instanceof ChiefError && error.report !== null) return showRefused(error.report, source, io);
    throw error;
  }
}
