import { resolve } from 'node:path';
import type { ResultsTarget } from '../../../home/job-record.ts';
import type { JobOptions } from '../../../model/job-request.ts';
import type { PackageSource } from '../../../model/package-source.ts';
import type { GivenTexts } from '../../../params/from-text.ts';
import type { Params } from '../../../params/params.ts';
import { formatBytes } from '../../../text/format-quantity.ts';
import { inertLine } from '../../../text/inert-text.ts';
import type { CliIo } from '../../cli-io.ts';
import { jsonLine } from '../../display/text-table.ts';
import type { ExitCode } from '../../exit-code.ts';
import type { GivenLimits } from '../../limit-option.ts';
import { findDataset } from '../../run/dataset-path.ts';
import { paramsOf } from '../../run/param-option.ts';
import { checkReportPath, checkResultsTarget, resultsTarget } from '../../run/results-target.ts';
import type { DisplayFlags } from '../../run/run-flags.ts';
import { UsageError } from '../../usage-error.ts';
import type { RemoteJob } from '../client/answer-shapes.ts';
import { ChiefError } from '../client/chief-error.ts';
import { isPath, pickDataset, pickPackage } from '../pick.ts';
import { packageFile, sendPackage } from '../upload/package-file.ts';
import { sendData } from '../upload/send-data.ts';
import { showRefused } from '../upload/upload-command.ts';
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
  if (flags.maxFailed !== undefined && flags.onError !== 'skip')
    throw new UsageError('--max-failed has a meaning only with --on-error skip.');
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
  const given = await givenPackage(wanted, flags, remote, note);
  if (typeof given === 'number') return given;
  const { digest, source, params } = given;
  let dataset: string | null = null;
  if (givenData !== null) {
    note(`sending the data ${inertLine(givenData.name)}`);
    const sent = await sendData(client, givenData);
    note(`kept as ${sent.id}, ${formatBytes(sent.bytes)}`);
    dataset = sent.id;
  } else if (flags.data !== undefined) dataset = (await pickDataset(client, flags.data)).id;
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

interface Given {
  /** Of the package on the chief. */
  readonly digest: string;
  /** Null where the package is not on this machine. */
  readonly source: PackageSource | null;
  /** What was given of its parameters. */
  readonly params: Params;
}

/** The package, and what it makes of the parameters; or the exit code of its refusal. */
async function givenPackage(
  wanted: string,
  flags: SubmitFlags,
  { client, config, io }: Remote,
  note: (line: string) => void,
): Promise<Given | ExitCode> {
  if (/^sha256:/.test(wanted) || !(await isPath(wanted, io.cwd))) {
    if (flags.processor !== undefined)
      throw new UsageError('--processor needs a package of this machine, which it can become part of.');
    const found = await pickPackage(client, wanted).catch((error: unknown) => {
      if (!(error instanceof UsageError) || /^sha256:/.test(wanted)) throw error;
      throw new UsageError(`${error.message} Nor is there such a file or folder here.`);
    });
    const { digest } = found;
    if (flags.param.length === 0) return { digest, source: null, params: {} };
    const whole = await client.ask('package', 'GET', `/packages/${digest}`);
    const { given } = paramsOf(whole.package.manifest?.params ?? null, flags.param);
    return { digest, source: null, params: given };
  }
  const file = await packageFile(wanted, flags.processor, config, io.cwd);
  if ('findings' in file) {
    const { report } = await import('../../../checks/check-package.ts');
    return showRefused(report(file.findings), null, io);
  }
  const params = paramsGivenFor(file.source, flags);
  try {
    const sent = await sendPackage(client, file);
    note(`${sent.report === null ? 'the chief has the package already' : 'the chief took the package'}`);
    return { digest: sent.package.digest, source: file.source, params };
  } catch (error) {
    if (error instanceof ChiefError && error.report !== null)
      return showRefused(error.report, file.source, io);
    throw error;
  }
}

/** Where butcher.json cannot be read, the chief refuses the package and says so. */
function paramsGivenFor({ manifest, files }: PackageSource, flags: SubmitFlags): Params {
  if (manifest === null && files.has('butcher.json')) return {};
  return paramsOf(manifest?.params ?? null, flags.param).given;
}

/** Only what was asked for: the rest is the manifest's and the chief's to say. */
function optionsOf(flags: SubmitFlags): object {
  const { workers, retries, onError, maxFailed, ociRuntime } = flags;
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
  };
}

function tellSubmitted(job: RemoteJob, flags: SubmitFlags, io: CliIo): void {
  const { id, name } = job;
  if (flags.json === true) io.stdout.write(jsonLine({ type: 'job', ...job }));
  else {
    io.stdout.write(`${id}\n`);
    if (flags.quiet !== true)
      io.stderr.write(
        `submitted ${name}; follow it by: butcher status ${id} --wait\n  fetch what it made by: butcher results ${id}\n`,
      );
  }
}
