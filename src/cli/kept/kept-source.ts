import { join } from 'node:path';
import type { KnownJob } from '../../home/find-job.ts';
import { FailureError, failure } from '../../model/failures.ts';
import type { Finding } from '../../model/finding.ts';
import type { Limits } from '../../model/limits.ts';
import type { PackageSource } from '../../model/package-source.ts';
import { loadPackage } from '../../package/load-package.ts';
import { withProcessor } from '../../package/with-processor.ts';
import { inertLine } from '../../text/inert-text.ts';
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
  if (original !== null) throw refused(`the package ${shown} is not what the job began with`);
  const copy = await keptCopy(job);
  if (copy === null)
    throw refused(`the package ${shown} cannot be read, and the job has no whole copy of it`);
  return copy;
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

function refused(what: string): FailureError {
  return new FailureError(failure('resume-refused', 'preparing', `the job cannot go on: ${what}`));
}
