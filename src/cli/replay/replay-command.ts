import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Config, readConfig } from '../../config.ts';
import { openJobsFolder } from '../../home/job-folders.ts';
import { systemClock } from '../../model/clock.ts';
import { FailureError, failure } from '../../model/failures.ts';
import type { RuntimeKind } from '../../model/job-request.ts';
import type { PackageSource } from '../../model/package-source.ts';
import { loadPackage } from '../../package/load-package.ts';
import { formatBytes, formatSeconds } from '../../text/format-quantity.ts';
import { inertLine } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import { eventLine } from '../display/event-line.ts';
import { failureText } from '../display/failure-text.ts';
import { type Style, styleFor } from '../display/style.ts';
import { type ExitCode, exitCodeOfFailure } from '../exit-code.ts';
import type { KeptFragment } from '../kept/kept-fragments.ts';
import { keptCopy } from '../kept/kept-source.ts';
import { catchInterrupts } from '../run/interrupts.ts';
import { systemReason } from '../system-reason.ts';
import { UsageError } from '../usage-error.ts';
import { findFragment, type Meant } from './find-fragment.ts';
import { fragmentList } from './fragment-list.ts';
import type { ReplayParts } from './replay-parts.ts';
import { runInForeground } from './run-in-foreground.ts';

export interface ReplayFlags {
  readonly package?: string;
  readonly out?: string;
  readonly runtime?: RuntimeKind;
}

/** What came of a replay: the result, or null where it failed and said so. */
export type ReplayResult = { readonly bytes: Buffer; readonly seconds: number } | null;

/** Runs a kept fragment again and tells what becomes of it. Returns the exit code; throws UsageError and FailureError. */
export async function replayCommand(text: string, flags: ReplayFlags, io: CliIo): Promise<ExitCode> {
  const config = readConfig(io.env, io.cwd);
  if ('problem' in config) throw new UsageError(`${config.problem}.`);
  const meant = await findFragment(text, config.home, io.cwd);
  const { one, job } = meant;
  const style = styleFor(io.stderr, io.env);
  if (one === null) {
    io.stdout.write(fragmentList(meant, styleFor(io.stdout, io.env)));
    return 0;
  }
  const source = await packageFor(meant, flags, io);
  const { bundle } = one;
  io.stderr.write(
    `fragment ${bundle.fragment} of ${job.record.name} failed with ${bundle.failure.code}: ${inertLine(bundle.failure.message)}\n`,
  );
  const folder = join(await openJobsFolder(config.home), `.new-replay-${process.pid}`);
  await mkdir(folder, { mode: 0o700 });
  try {
    if (flags.runtime === 'process') {
      const code = await runInForeground({ meant, one, source, folder }, config, io);
      if (code !== 0) return code;
      const bytes = await readFile(join(folder, 'result'));
      return await tellResult(bytes, null, one, flags, io);
    }
    return await runInSandbox({ meant, one, source, folder }, flags, config, io, style);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function packageFor({ job }: Meant, flags: ReplayFlags, io: CliIo): Promise<PackageSource> {
  if (flags.package === undefined) {
    const copy = await keptCopy(job);
    if (copy !== null) return copy.source;
    const message = `the job ${job.record.id} has no whole copy of its package any more`;
    throw new FailureError(
      failure('resume-refused', 'preparing', message, { help: 'Give the package with `--package PATH`.' }),
    );
  }
  const loaded = await loadPackage(resolve(io.cwd, flags.package), job.record.options.limits);
  if (loaded.kind === 'wrong-usage') throw new UsageError(loaded.message);
  if (loaded.source === null)
    throw new UsageError(
      `The package ${inertLine(flags.package)} cannot be read; butcher validate says why.`,
    );
  return loaded.source;
}

async function runInSandbox(
  { meant, one, source, folder }: ReplayParts,
  flags: ReplayFlags,
  config: Config,
  io: CliIo,
  style: Style,
): Promise<ExitCode> {
  const { record } = meant.job;
  const { limits, ociRuntime } = record.options;
  const { bundle } = one;
  const { replayFragment } = await import('../../jobs/replay/replay-fragment.ts');
  const { composeRuntime } = await import('../../compose.ts');
  const interrupts = catchInterrupts(systemClock);
  const runtime = await composeRuntime(flags.runtime ?? record.runtime, ociRuntime, config, io.env);
  try {
    const replayed = await replayFragment(
      {
        job: record,
        source,
        fragment: bundle.fragment,
        bytes: await readFile(join(one.folder, 'fragment')).catch((error) => notKept(bundle.fragment, error)),
        // What ran out of memory had been given more at its last try.
        memoryBytes: bundle.failure.code === 'out-of-memory' ? limits.memoryCap : limits.memory,
        folder,
      },
      {
        runtime,
        clock: systemClock,
        signal: AbortSignal.any([interrupts.signal, io.outputLost]),
        onLogLine: (text) => {
          const line = eventLine({ type: 'log', role: 'worker', worker: null, text }, style);
          if (line !== null) io.stderr.write(`${line}\n`);
        },
      },
    );
    if (replayed.kind === 'result') return await tellResult(replayed.bytes, replayed.seconds, one, flags, io);
    const context = {
      limits,
      source: (path: string) => source.files.get(path)?.bytes.toString('utf8') ?? null,
      columns: io.stderr.columns || 100,
    };
    io.stderr.write(failureText(replayed.failure, context, style));
    return exitCodeOfFailure(replayed.failure.code);
  } finally {
    interrupts.release();
    await runtime.close();
  }
}

async function tellResult(
  bytes: Buffer,
  seconds: number | null,
  { bundle }: KeptFragment,
  flags: ReplayFlags,
  io: CliIo,
): Promise<ExitCode> {
  const time = seconds === null ? '' : ` in ${formatSeconds(seconds)}`;
  io.stdout.write(`fragment ${bundle.fragment} succeeds now: ${formatBytes(bytes.length)}${time}\n`);
  if (flags.out === undefined) return 0;
  const path = resolve(io.cwd, flags.out);
  try {
    const file = await open(path, 'wx');
    await file.writeFile(bytes).finally(() => file.close());
    io.stdout.write(`result  ${inertLine(flags.out)}\n`);
    return 0;
  } catch (error) {
    io.stderr.write(`The result could not be written to ${inertLine(path)}: ${systemReason(error)}.\n`);
    return 1;
  }
}

function notKept(fragment: number, error: NodeJS.ErrnoException): never {
  if (error.code !== 'ENOENT') throw error;
  throw new UsageError(
    `The bytes of fragment ${fragment} were not kept: there was no space for them within the job's cacheBytes.`,
  );
}
