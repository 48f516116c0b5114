import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isatty } from 'node:tty';
import type { Config } from '../../config.ts';
import { NotPlainError, readPlain } from '../../files/open-plain.ts';
import { unreadable } from '../../files/read-record.ts';
import type { KnownJob } from '../../home/find-job.ts';
import { openJobsFolder } from '../../home/job-folders.ts';
import { unsoundFolder } from '../../jobs/disk/sound-folder.ts';
import { bundleFiles } from '../../jobs/replay/replay-bundle.ts';
import { systemClock } from '../../model/clock.ts';
import { FailureError, failure } from '../../model/failures.ts';
import { tightened } from '../../model/job-limits.ts';
import type { RuntimeKind } from '../../model/job-request.ts';
import type { Limits } from '../../model/limits.ts';
import { newJobId } from '../../model/new-job-id.ts';
import type { PackageSource } from '../../model/package-source.ts';
import { loadPackage } from '../../package/load-package.ts';
import { fittingParams } from '../../params/fitting-params.ts';
import type { Params } from '../../params/params.ts';
import { formatBytes, formatSeconds } from '../../text/format-quantity.ts';
import { inertLine } from '../../text/inert-text.ts';
import { removeTree } from '../../trees/trees.ts';
import type { CliIo } from '../cli-io.ts';
import { eventLine } from '../display/event-line.ts';
import { failureText, readable } from '../display/failure-text.ts';
import { hanging } from '../display/hanging.ts';
import { styleFor } from '../display/style.ts';
import { type ExitCode, exitCodeOfFailure } from '../exit-code.ts';
import { ownConfig } from '../home/own-config.ts';
import { sentence } from '../kept/find-kept-job.ts';
import type { KeptFragment } from '../kept/kept-fragments.ts';
import { keptCopy } from '../kept/kept-source.ts';
import { catchInterrupts, type SignalSource } from '../run/interrupts.ts';
import { checkNewFile, writeNewFile } from '../run/output-file.ts';
import { systemReason } from '../system-reason.ts';
import { type UnboundedFlag, withUnbounded } from '../unbounded-option.ts';
import { UsageError } from '../usage-error.ts';
import { findFragment } from './find-fragment.ts';
import { fragmentList } from './fragment-list.ts';
import { readForeignBundle } from './read-bundle.ts';
import type { FragmentToReplay, ReplayParts } from './replay-parts.ts';
import { runInForeground } from './run-in-foreground.ts';

/** One fragment is processed, by itself. */
const onceOnly = {
  workers: 1,
  ordered: true,
  resume: false,
  retries: 0,
  onError: 'fail',
  maxFailed: null,
} as const;

/** Ctrl-C at a terminal goes to all of its programs, and there it is for the debugger. */
const leavingCtrlC: SignalSource = {
  on: (name, listener) => process.on(name, name === 'SIGINT' ? ignore : listener),
  off: (name, listener) => process.off(name, name === 'SIGINT' ? ignore : listener),
  exit: (code) => process.exit(code),
};

export interface ReplayFlags extends UnboundedFlag {
  readonly package?: string;
  readonly out?: string;
  readonly runtime?: RuntimeKind;
}

/**
 * Runs a kept fragment again and tells what becomes of it. Returns the exit code; throws UsageError and FailureError.
 */
export async function replayCommand(text: string, flags: ReplayFlags, io: CliIo): Promise<ExitCode> {
  const config = withUnbounded(await ownConfig(io), flags);
  const meant = await findFragment(text, config.home, io.cwd);
  if (meant.kind === 'kept' && meant.one === null) {
    io.stdout.write(fragmentList(meant, styleFor(io.stdout, io.env)));
    return 0;
  }
  const out = flags.out === undefined ? null : resolve(io.cwd, flags.out);
  if (out !== null) await checkNewFile(out, '--out');
  const { fragment, source } =
    meant.kind === 'foreign'
      ? await fromElsewhere(meant.path, flags, config, io)
      : await fromHome(meant.job, meant.one!, flags, io);
  const { number, jobName, code, message } = shownFragment(fragment);
  io.stderr.write(`fragment ${number} of ${jobName} failed with ${code}: ${message}\n`);
  const atTerminal = flags.runtime === 'process' && isatty(0);
  const interrupts = catchInterrupts(systemClock, atTerminal ? leavingCtrlC : process);
  const signal = AbortSignal.any([interrupts.signal, io.outputLost]);
  const folder = join(await openJobsFolder(config.home), `.new-replay-${process.pid}`);
  try {
    await mkdir(folder, { mode: 0o700 });
    const parts = { fragment, source, folder };
    if (flags.runtime !== 'process') return await runInSandbox(parts, flags, config, io, signal);
    const exitCode = await runInForeground(parts, config, io, { signal, atTerminal });
    if (exitCode !== 0) return exitCode;
    const bytes = await readFile(join(folder, 'result'));
    return await tellResult(bytes, null, fragment.bundle.fragment, flags, io);
  } finally {
    await removeTree(folder);
    interrupts.release();
  }
}

interface Found {
  readonly fragment: FragmentToReplay;
  readonly source: PackageSource;
}

/** A fragment of this home's own job: data, code and limits are the job's. */
async function fromHome(
  job: KnownJob,
  { folder, bundle }: KeptFragment,
  flags: ReplayFlags,
  io: CliIo,
): Promise<Found> {
  const unsound = await unsoundFolder(job.folder);
  if (unsound !== null) throw new UsageError(`The job ${job.record.id} cannot be replayed: ${unsound}.`);
  const { id, name, dataset, options } = job.record;
  const { limits, ociRuntime } = options;
  const source =
    flags.package === undefined ? await keptPackage(job) : await givenPackage(flags.package, limits, io);
  const params = flags.package === undefined ? options.params : takenParams(options.params, source);
  const path = join(folder, bundleFiles.fragment);
  const bytes = await readPlain(path, limits.fragmentBytes).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw notKept(bundle.fragment);
    if (error instanceof NotPlainError) throw new UsageError(sentence(unreadable(path, error.message)));
    throw error;
  });
  const parts = { id, jobName: name, bundle, bytes, dataset, limits, ociRuntime };
  return { fragment: { ...parts, ...(params !== undefined && { params }) }, source };
}

/**
 * A bundle that anybody may have made: it chooses nothing but the bytes and what the package lets be chosen, its
 * parameters, and may only tighten limits.
 */
async function fromElsewhere(path: string, flags: ReplayFlags, config: Config, io: CliIo): Promise<Found> {
  if (flags.package === undefined)
    throw new UsageError(
      `${inertLine(path)} is not of a job of this machine's own, so no code that comes with it is run. Give the package with --package PATH; only the fragment's bytes, limits and parameters are taken from the bundle.`,
    );
  const { bundle, bytes } = await readForeignBundle(path, config.limits.fragmentBytes);
  const limits = tightened(config.limits, bundle.limits ?? {});
  const source = await givenPackage(flags.package, config.limits, io);
  const params = takenParams(bundle.params, source);
  const fragment = { id: newJobId(), jobName: source.name, bundle, bytes, dataset: null, limits };
  const { ociRuntime } = config;
  return { fragment: { ...fragment, ociRuntime, ...(params !== undefined && { params }) }, source };
}

/** The parameters that the job had, as the package that is given in place of its own takes them. */
function takenParams(params: Params | undefined, { manifest }: PackageSource): Params | undefined {
  const fitting = fittingParams(params, manifest?.params ?? null);
  if ('values' in fitting) return fitting.values;
  throw new UsageError(`The package does not take the parameters that the job had. ${fitting.problem}`);
}

function shownFragment({ bundle, jobName }: FragmentToReplay) {
  const { code, message } = bundle.failure;
  return { number: bundle.fragment, jobName, code, message: readable(inertLine(message)) };
}

async function keptPackage(job: KnownJob): Promise<PackageSource> {
  const copy = await keptCopy(job);
  if (copy !== null) return copy.source;
  const message = `the job ${job.record.id} has no whole copy of its package any more`;
  throw new FailureError(
    failure('resume-refused', 'preparing', message, { help: 'Give the package with `--package PATH`.' }),
  );
}

async function givenPackage(path: string, limits: Limits, io: CliIo): Promise<PackageSource> {
  const loaded = await loadPackage(resolve(io.cwd, path), limits);
  if (loaded.kind === 'wrong-usage') throw new UsageError(loaded.message);
  if (loaded.source !== null) return loaded.source;
  throw new UsageError(`The package ${inertLine(path)} cannot be read; butcher validate says why.`);
}

async function runInSandbox(
  { fragment, source, folder }: ReplayParts,
  flags: ReplayFlags,
  config: Config,
  io: CliIo,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { id, jobName, dataset, bundle, bytes, limits, params, ociRuntime } = fragment;
  const style = styleFor(io.stderr, io.env);
  const { replayFragment } = await import('../../jobs/replay/replay-fragment.ts');
  const { composeRuntime } = await import('../../compose.ts');
  const runtime = await composeRuntime('docker', ociRuntime, config, io.env);
  try {
    const replayed = await replayFragment(
      {
        job: {
          id,
          name: jobName,
          dataset,
          options: { ...onceOnly, limits, ociRuntime, ...(params !== undefined && { params }) },
        },
        source,
        fragment: bundle.fragment,
        bytes,
        // What ran out of memory had been given more at its last try.
        memoryBytes: bundle.failure.code === 'out-of-memory' ? limits.memoryCap : limits.memory,
        folder,
      },
      {
        runtime,
        clock: systemClock,
        signal,
        onLogLine: (text) => {
          const line = eventLine({ type: 'log', role: 'worker', worker: null, fragment: null, text }, style);
          if (line !== null) io.stderr.write(`${hanging(line, io.stderr)}\n`);
        },
      },
    );
    if (replayed.kind === 'result')
      return await tellResult(replayed.bytes, replayed.seconds, bundle.fragment, flags, io);
    const context = {
      limits,
      source: (path: string) => source.files.get(path)?.bytes.toString('utf8') ?? null,
      columns: io.stderr.columns || 100,
    };
    io.stderr.write(hanging(failureText(replayed.failure, context, style), io.stderr));
    return exitCodeOfFailure(replayed.failure.code);
  } finally {
    await runtime.close();
  }
}

async function tellResult(
  bytes: Buffer,
  seconds: number | null,
  fragment: number,
  flags: ReplayFlags,
  io: CliIo,
): Promise<ExitCode> {
  const time = seconds === null ? '' : ` in ${formatSeconds(seconds)}`;
  io.stdout.write(`fragment ${fragment} succeeds now: ${formatBytes(bytes.length)}${time}\n`);
  if (flags.out === undefined) return 0;
  const path = resolve(io.cwd, flags.out);
  try {
    await writeNewFile(path, bytes);
    io.stdout.write(`result  ${inertLine(flags.out)}\n`);
    return 0;
  } catch (error) {
    io.stderr.write(`The result could not be written to ${inertLine(path)}: ${systemReason(error)}.\n`);
    return 1;
  }
}

function ignore(): void {}

function notKept(fragment: number): UsageError {
  return new UsageError(
    `The bytes of fragment ${fragment} were not kept: there was no space for them within the job's cacheBytes.`,
  );
}
