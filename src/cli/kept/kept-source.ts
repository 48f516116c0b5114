import { join, resolve } from 'node:path';
import type { Config } from '../../config.ts';
import type { KnownJob } from '../../home/find-job.ts';
import { FailureError, failure } from '../../model/failures.ts';
import type { Finding } from '../../model/finding.ts';
import { loosened, tightened } from '../../model/job-limits.ts';
import type { Limits } from '../../model/limits.ts';
import type { PackageSource } from '../../model/package-source.ts';
import { limitsForLoading } from '../../package/limits-for-loading.ts';
import { loadPackage } from '../../package/load-package.ts';
import { withProcessor } from '../../package/with-processor.ts';
import { inertLine } from '../../text/inert-text.ts';
import { shellWord } from '../../text/shell-word.ts';
import { readProcessor } from '../run/read-processor.ts';
import { UsageError } from '../usage-error.ts';

/** A package with what loading it found. */
export interface KeptSource {
  readonly source: PackageSource;
  readonly findings: readonly Finding[];
}

/** The copy of a job's package that its folder holds; null where it is not whole. */
export async function keptCopy({ folder, record }: KnownJob): Promise<KeptSource | null> {
  const copy = await load(join(folder, 'package'), null, record.options.limits);
  return copy?.source.digest === record.package.digest ? copy : null;
}

/**
 * The package that a kept job began with: as it lies where the job took it from, else, where nothing is there any
 * more, the copy in the job's folder. Throws FailureError `resume-refused` where it has changed or is lost.
 */
export async function keptSource(job: KnownJob): Promise<KeptSource> {
  const { path, processor, digest } = job.record.package;
  const original = await load(path, processor, job.record.options.limits);
  if (original?.source.digest === digest) return original;
  const shown = inertLine(path);
  if (original !== null)
    throw refused(
      `the package ${shown} is not what the job began with`,
      `Put it back, or go on with it as it is now: butcher resume ${job.record.id} --package ${shellWord(path)}`,
    );
  const copy = await keptCopy(job);
  if (copy === null)
    throw refused(`the package ${shown} cannot be read, and the job has no whole copy of it`);
  return copy;
}

/** A package with which a kept job may go on in place of its own. */
export interface MendedSource {
  /** Null where it cannot be read as a whole. */
  readonly source: PackageSource | null;
  readonly findings: readonly Finding[];
  /** Absolute. */
  readonly packagePath: string;
  /** Of the job, tightened by its manifest. */
  readonly limits: Limits;
}

/**
 * Loads the package that a job is to go on with, with the file that the job was given in place of its processor. What
 * the manifest that the job had before had tightened is for the new one to say. Throws UsageError.
 */
export async function mendedSource(
  job: KnownJob,
  path: string,
  config: Pick<Config, 'limits'>,
  cwd: string,
): Promise<MendedSource> {
  const { options, package: kept } = job.record;
  const before = await keptCopy(job);
  const limits = loosened(options.limits, before?.source.manifest?.limits ?? {}, config.limits);
  const packagePath = resolve(cwd, path);
  const loaded = await loadPackage(packagePath, limitsForLoading(config.limits, limits));
  if (loaded.kind === 'wrong-usage') throw new UsageError(loaded.message);
  const { source, findings } = loaded;
  if (source === null) return { source, findings, packagePath, limits };
  const whole =
    kept.processor === null ? source : withProcessor(source, await readProcessor(kept.processor, limits));
  return { source: whole, findings, packagePath, limits: tightened(limits, source.manifest?.limits ?? {}) };
}

/** Null where no package lies at the path. */
async function load(path: string, processor: string | null, limits: Limits): Promise<KeptSource | null> {
  const loaded = await loadPackage(path, limits);
  if (loaded.kind === 'wrong-usage' || loaded.source === null) return null;
  const { source, findings } = loaded;
  if (processor === null) return { source, findings };
  try {
    return { source: withProcessor(source, await readProcessor(processor, limits)), findings };
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}

function refused(what: string, help?: string): FailureError {
  const detail = help === undefined ? {} : { help };
  return new FailureError(failure('resume-refused', 'preparing', `the job cannot go on: ${what}`, detail));
}
