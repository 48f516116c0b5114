import { resolve } from 'node:path';
import type { ResultsTarget } from '../../../home/job-record.ts';
import type { JobOptions } from '../../../model/job-request.ts';
import type { GivenTexts } from '../../../params/from-text.ts';
import { formatBytes } from '../../../text/format-quantity.ts';
import { inertLine } from '../../../text/inert-text.ts';
import type { CliIo } from '../../cli-io.ts';
import { jsonLine } from '../../display/text-table.ts';
import type { ExitCode } from '../../exit-code.ts';
import type { GivenLimits } from '../../limit-option.ts';
import { findDataset } from '../../run/dataset-path.ts';
import { outputRemarks } from '../../run/output-remarks.ts';
import { digestsNeedResults } from '../../run/plan-provenance.ts';
import { checkReportPath, checkResultsTarget, resultsTarget } from '../../run/results-target.ts';
import type { DisplayFlags } from '../../run/run-flags.ts';
import { UsageError } from '../../usage-error.ts';
import type { RemoteJob } from '../client/answer-shapes.ts';
import { isPath, orNoFile, pickDataset } from '../pick.ts';
import { givenPackage } from '../upload/given-package.ts';
import { sendData } from '../upload/send-data.ts';
import { shownSending } from '../upload/shown-sending.ts';
import { waitForJob } from '../wait/wait-for-job.ts';
import { type Remote, withChief } from '../with-chief.ts';

export interface SubmitFlags extends DisplayFlags {
  readonly data?: string;
  readonly name?: string;
  readonly workers?: number;
  readonly unordered?: true;
  readonly resume: boolean;
  readonly retries?: number;
  readonly onError?: JobOptions['onError'];
  readonly strictResults?: true;
  readonly fragmentDigests?: true;
  readonly firstFragments?: number;
  readonly maxFailed?: NonNullable<JobOptions['maxFailed']>;
  readonly limit: GivenLimits;
  readonly param: GivenTexts;
  readonly ociRuntime?: string;
  readonly processor?: string;
  readonly wait?: true;
  readonly out?: string;
  readonly report?: string;
}

/** `butcher submit`: uploads what the chief does not have, puts a job in its queue and, if asked, stays with it. */
export async function submitCommand(wanted: string, flags: SubmitFlags, io: CliIo): Promise<void> {
  if (flags.wait !== true && (flags.out !== undefined || flags.report !== undefined))
    throw new UsageError('--out and --report have a meaning only with --wait.');
  if (flags.firstFragments !== undefined && flags.out !== undefined)
    throw new UsageError('--out has no meaning with --first-fragments, of which no results are kept.');
  if (flags.maxFailed !== undefined && flags.onError !== 'skip')
    throw new UsageError('--max-failed has a meaning only with --on-error skip.');
  if (flags.fragmentDigests === true && !flags.resume) throw new UsageError(digestsNeedResults);
  const out = flags.out === undefined ? null : resultsTarget(flags.out, io.cwd);
  if (out !== null) await checkResultsTarget(out);
  const reportPath = flags.report === undefined ? null : resolve(io.cwd, flags.report);
  if (reportPath !== null) await checkReportPath(reportPath);
  await withChief(io, (remote) => submit(wanted, flags, remote, out, reportPath));
}

async function submit(
  wanted: string,
  flags: SubmitFlags,
  remote: Remote,
  out: ResultsTarget | null,
  reportPath: string | null,
): Promise<ExitCode> {
  const { client, io } = remote;
  const note = (line: string) => {
    if (flags.json !== true && flags.quiet !== true) io.stderr.write(`${line}\n`);
  };
  const givenData =
    flags.data !== undefined && (await isPath(flags.data, io.cwd))
      ? await findDataset(flags.data, io.cwd)
      : null;
  const places = { out, report: reportPath, packagePath: resolve(io.cwd, wanted), dataset: givenData };
  for (const remark of await outputRemarks(places)) io.stderr.write(`warning  ${remark}\n`);
  let dataset: string | null = null;
  if (flags.data !== undefined && givenData === null)
    dataset = (await pickDataset(client, flags.data).catch(orNoFile)).id;
  const given = await givenPackage(wanted, flags, remote);
  if (typeof given === 'number') return given;
  const { digest, source, params } = given;
  if (givenData !== null) {
    note(`sending the data ${inertLine(givenData.name)}`);
    const sent = await shownSending(remote, 'the data', flags, (sending) =>
      sendData(client, givenData, sending),
    );
    note(`kept as ${sent.id}, ${formatBytes(sent.bytes)}`);
    dataset = sent.id;
  }
  const submission = {
    package: digest,
    ...(dataset !== null && { dataset }),
    ...(flags.name !== undefined && { name: flags.name }),
    options: { ...optionsOf(flags), ...(Object.keys(params).length > 0 && { params }) },
  };
  const { job } = await client.ask('job', 'POST', '/jobs', { json: submission });
  if (flags.wait === true) return waitForJob(remote, job, { source, out, reportPath }, flags);
  tellSubmitted(job, flags, io);
  return 0;
}

/** Only what was asked for: the rest is the manifest's and the chief's to say. */
function optionsOf(flags: SubmitFlags): object {
  const { workers, retries, onError, maxFailed, ociRuntime, firstFragments } = flags;
  return {
    ...(workers !== undefined && { workers }),
    ...(flags.unordered === true && { ordered: false }),
    ...(!flags.resume && { resume: false }),
    ...(retries !== undefined && { retries }),
    ...(onError !== undefined && { onError }),
    ...(maxFailed !== undefined && {
      maxFailed: 'count' in maxFailed ? maxFailed.count : `${maxFailed.percent}%`,
    }),
    ...(Object.keys(flags.limit).length > 0 && { limits: flags.limit }),
    ...(ociRuntime !== undefined && { ociRuntime }),
    ...(flags.strictResults === true && { strictResults: true }),
    ...(flags.fragmentDigests === true && { fragmentDigests: true }),
    ...(firstFragments !== undefined && { firstFragments }),
  };
}

function tellSubmitted(job: RemoteJob, flags: SubmitFlags, io: CliIo): void {
  const { id, name } = job;
  if (flags.json === true) io.stdout.write(jsonLine({ type: 'job', ...job }));
  else {
    io.stdout.write(`${id}\n`);
    if (flags.quiet === true) return;
    const follow = `submitted ${name}; follow it by: butcher status ${id} --wait\n`;
    const fetch = `  fetch what it made by: butcher results ${id}\n`;
    io.stderr.write(flags.firstFragments === undefined ? follow + fetch : follow);
  }
}
