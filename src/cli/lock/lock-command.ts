import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { composeRuntime } from '../../compose.ts';
import { type Config, readConfig } from '../../config.ts';
import { systemClock } from '../../model/clock.ts';
import {
  type Distribution,
  lockFile,
  pylockFile,
  requirementsFile,
  type WantedLibraries,
} from '../../model/libraries.ts';
import type { Limits } from '../../model/limits.ts';
import type { PackageSource } from '../../model/package-source.ts';
import { loadPackage } from '../../package/load-package.ts';
import { wantedLibraries } from '../../requirements/wanted-libraries.ts';
import { inertLine } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import type { ExitCode } from '../exit-code.ts';
import { catchInterrupts } from '../run/interrupts.ts';
import { systemReason } from '../system-reason.ts';
import { UsageError } from '../usage-error.ts';

export interface LockFlags {
  readonly limit?: Partial<Limits>;
  readonly allowUnbounded?: true;
  readonly quiet?: true;
}

/** Finds the libraries of a package and writes its lock. Returns the exit code; throws UsageError and FailureError. */
export async function lockCommand(path: string, flags: LockFlags, io: CliIo): Promise<ExitCode> {
  const config = readConfig(io.env, io.cwd);
  if ('problem' in config) throw new UsageError(config.problem);
  const folder = resolve(io.cwd, path);
  const limits = { ...config.limits, ...flags.limit };
  const libraries = wantedLibraries(await unlocked(path, folder, limits));
  const engine = { ...config.engine, ...(flags.allowUnbounded === true && { allowUnbounded: true }) };
  const found = libraries === null ? [] : await find(libraries, { ...config, engine, limits }, flags, io);
  if (found === null) return 130;
  const shown = inertLine(join(path, lockFile));
  try {
    await replaceFile(join(folder, lockFile), lockText(found));
  } catch (error) {
    throw new UsageError(`${shown} cannot be written: ${systemReason(error)}.`);
  }
  if (flags.quiet !== true) {
    const list = found.map(({ name, version }) => `  ${name} ${version}\n`).join('');
    io.stdout.write(`${shown} has\n${list || '  nothing: the sandbox has all that is asked for\n'}`);
  }
  return 0;
}

/** Null: it was interrupted. */
async function find(
  libraries: WantedLibraries,
  config: Config,
  flags: LockFlags,
  io: CliIo,
): Promise<readonly Distribution[] | null> {
  const runtime = await composeRuntime('docker', config.ociRuntime, config, io.env);
  const interrupts = catchInterrupts(systemClock);
  let found: readonly Distribution[] = [];
  try {
    await runtime.prepareImage({
      libraries,
      layerBytes: config.limits.layerBytes,
      onInstalled: (distributions) => {
        found = distributions;
      },
      onProgress: (line) => flags.quiet !== true && io.stderr.write(`${inertLine(line)}\n`),
      signal: interrupts.signal,
    });
    return found;
  } catch (error) {
    if (interrupts.signal.aborted) return null;
    throw error;
  } finally {
    interrupts.release();
    await runtime.close();
  }
}

/** Whole or not at all; with the usual rights, since it is a file of the author's. */
async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.new`;
  try {
    await writeFile(beside, text);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw error;
  }
}

/** The package without the lock that is to be written anew. */
async function unlocked(path: string, folder: string, limits: Limits): Promise<Pick<PackageSource, 'files'>> {
  const shown = inertLine(path);
  const stats = await stat(folder).catch(() => null);
  if (stats?.isDirectory() === false)
    throw new UsageError(`${shown} is no folder; the lock is written into the folder of the package.`);
  const loaded = await loadPackage(folder, limits);
  if (loaded.kind === 'wrong-usage') throw new UsageError(loaded.message);
  if (loaded.source === null)
    throw new UsageError(loaded.findings[0]?.message ?? `${shown} cannot be read as a package.`);
  const { files } = loaded.source;
  if (files.has(pylockFile))
    throw new UsageError(
      `${shown} has a lock, \`${pylockFile}\`. Remove it to have one written in its place.`,
    );
  if (!files.has(requirementsFile))
    throw new UsageError(`${shown} has no ${requirementsFile}, so there is nothing to lock.`);
  return { files: new Map([...files].filter(([name]) => name !== lockFile)) };
}

function lockText(distributions: readonly Distribution[]): string {
  const lines = distributions.map(
    ({ name, version, sha256 }) => `${name}==${version} \\\n    --hash=sha256:${sha256}\n`,
  );
  return `# What \`butcher lock\` found for requirements.txt. When that changes, have it written anew.\n${lines.join('')}`;
}
