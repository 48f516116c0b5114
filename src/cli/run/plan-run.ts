import { availableParallelism, totalmem } from 'node:os';
import { basename, resolve } from 'node:path';
import type { Config } from '../../config.ts';
import type { KnownJob } from '../../home/find-job.ts';
import type { ProvenanceTarget, ResultsTarget } from '../../home/job-record.ts';
import type { Finding } from '../../model/finding.ts';
import { capBelowMemory, tightened, withLimits } from '../../model/job-limits.ts';
import type { JobOptions, MendedPackage, RuntimeKind } from '../../model/job-request.ts';
import type { Limits } from '../../model/limits.ts';
import { fitName } from '../../model/names.ts';
import { newJobId } from '../../model/new-job-id.ts';
import type { PackageSource } from '../../model/package-source.ts';
import { limitsForLoading } from '../../package/limits-for-loading.ts';
import { loadPackage } from '../../package/load-package.ts';
import { withProcessor } from '../../package/with-processor.ts';
import type { GivenLimits } from '../limit-option.ts';
import { UsageError } from '../usage-error.ts';
import { type Dataset, findDataset } from './dataset-path.ts';
import { outputRemarks } from './output-remarks.ts';
import { paramsOf } from './param-option.ts';
import { digestsNeedResults, planProvenance } from './plan-provenance.ts';
import { readProcessor } from './read-processor.ts';
import { checkReportPath, checkResultsTarget, resultsTarget } from './results-target.ts';
import { type RunFlags, runtimeOf } from './run-flags.ts';

/** A run whose options and paths were found good. Nothing was made yet. */
export interface RunPlan {
  readonly id: string;
  readonly name: string;
  /** Absolute path it was loaded from. */
  readonly packagePath: string;
  readonly source: PackageSource;
  /** What loading found; more comes from the checks. */
  readonly findings: readonly Finding[];
  /** The file that was given in place of the package's processor, absolute. */
  readonly processor: string | null;
  readonly dataset: Dataset | null;
  readonly options: JobOptions;
  readonly runtime: RuntimeKind;
  readonly out: ResultsTarget;
  /** The results are looked at and not kept. */
  readonly discard?: true;
  readonly report: string | null;
  /** Where the signed statement about the results goes; left out: none is made. */
  readonly provenance?: ProvenanceTarget;
  /** What the user should know beforehand, one sentence each. */
  readonly remarks: readonly string[];
  /** The kept job that this run goes on with, claimed for this process; none for a new job. */
  readonly goesOn?: KnownJob;
  /** The kept job's package may be another one than it began with. */
  readonly mended?: MendedPackage;
}

/** A package that cannot even be loaded as a whole. */
export interface UnreadablePackage {
  readonly source: null;
  readonly id: string;
  readonly name: string;
  readonly dataset: Dataset | null;
  readonly findings: readonly Finding[];
  readonly report: string | null;
  readonly limits: Limits;
}

/**
 * Brings flags, configuration and manifest together; flags win, except that a manifest may tighten any limit.
 * Throws UsageError for whatever cannot be done as asked, before anything is made or run.
 */
export async function planRun(
  path: string,
  flags: RunFlags,
  config: Config,
  cwd: string,
): Promise<RunPlan | UnreadablePackage> {
  const { kind: runtime, ociRuntime } = plannedEngine(flags, config);
  const dataset = flags.data === undefined ? null : await findDataset(flags.data, cwd);
  const report = flags.report === undefined ? null : resolve(cwd, flags.report);
  if (report !== null) await checkReportPath(report);
  const givenOut = flags.out === undefined ? null : resultsTarget(flags.out, cwd);
  if (givenOut !== null) await checkResultsTarget(givenOut);
  const limits = withFlags(config.limits, flags.limit);
  const processorPath = flags.processor === undefined ? null : resolve(cwd, flags.processor);
  const processor = processorPath === null ? null : await readProcessor(processorPath, limits);

  const packagePath = resolve(cwd, path);
  const loaded = await loadPackage(packagePath, limitsForLoading(config.limits, limits));
  if (loaded.kind === 'wrong-usage') throw new UsageError(loaded.message);
  const id = newJobId();
  if (loaded.source === null) {
    const name = flags.name ?? fitName(basename(packagePath), 'package');
    return { source: null, id, name, dataset, findings: loaded.findings, report, limits };
  }
  const source = processor === null ? loaded.source : withProcessor(loaded.source, processor);
  const { manifest } = source;

  const name = flags.name ?? source.name;
  const out = givenOut ?? resultsTarget(`${name}.tar`, cwd);
  const discards = flags.discard === true;
  if (givenOut === null && !discards) await checkResultsTarget(out);
  if (report === out.path) throw new UsageError('--report and --out name the same file.');
  const taken = [out.path, ...(report === null ? [] : [report])];
  const provenance = await planProvenance(flags, { job: id, taken, cwd });
  // A butcher.json that cannot be read is the checks' to tell of.
  const declaredAtAll = manifest !== null || !source.files.has('butcher.json');
  const params = declaredAtAll ? paramsOf(manifest?.params ?? null, flags.param).all : null;
  const jobLimits = tightened(limits, manifest?.limits ?? {});
  return {
    id,
    name,
    packagePath,
    source,
    findings: loaded.findings,
    processor: processorPath,
    dataset,
    options: {
      workers: flags.workers ?? manifest?.workers ?? usualWorkers(jobLimits),
      ordered: flags.unordered === true ? false : (manifest?.ordered ?? true),
      resume: flags.resume,
      retries: flags.retries,
      onError: flags.onError,
      maxFailed: flags.maxFailed ?? null,
      ...(flags.strictResults === true && { strictResults: true }),
      ...(flags.fragmentDigests !== undefined && { fragmentDigests: true }),
      limits: jobLimits,
      ...(params !== null && { params }),
      ociRuntime,
    },
    runtime,
    out,
    ...(discards && { discard: true }),
    report,
    ...(provenance !== null && { provenance }),
    remarks: await outputRemarks({ out: discards ? null : out, report, provenance, packagePath, dataset }),
  };
}

/** Where a run has its sandboxes. Throws UsageError for flags that do not go together. */
export function plannedEngine(
  flags: RunFlags,
  config: Config,
): { readonly kind: RuntimeKind; readonly ociRuntime: string | null } {
  const kind = runtimeOf(flags);
  checkTogether(flags, config);
  return { kind, ociRuntime: flags.ociRuntime ?? (kind === 'docker' ? config.ociRuntime : null) };
}

function checkTogether(flags: RunFlags, config: Config): void {
  if (flags.maxFailed !== undefined && flags.onError !== 'skip')
    throw new UsageError('--max-failed has a meaning only with --on-error skip.');
  if (flags.fragmentDigests !== undefined && !flags.resume) throw new UsageError(digestsNeedResults);
  if (flags.ociRuntime !== undefined && flags.runtime === 'process')
    throw new UsageError('--oci-runtime has no meaning with --runtime process, which uses no containers.');
  const ociRuntime = flags.ociRuntime ?? config.ociRuntime;
  if (flags.engine === 'swarm' && ociRuntime !== null)
    throw new UsageError(
      `A Swarm cannot be told which OCI runtime a worker gets: make ${ociRuntime} the default of each machine's engine (default-runtime in its daemon.json), and leave ociRuntime out.`,
    );
  if (flags.allowUnbounded === true && flags.runtime === 'process')
    throw new UsageError('--allow-unbounded has no meaning with --runtime process, which bounds nothing.');
}

/** On one's own machine the flags may loosen as well as tighten. The cap never stands below what is asked for. */
function withFlags(limits: Limits, given: GivenLimits): Limits {
  const fault = given.memoryCap === undefined ? null : capBelowMemory({ ...limits, ...given });
  if (fault !== null) throw new UsageError(`${fault.charAt(0).toUpperCase()}${fault.slice(1)}.`);
  return withLimits(limits, given);
}

/** One worker per core, as far as all of them could use the memory they are allowed. */
function usualWorkers(limits: Limits): number {
  const fitting = Math.floor(totalmem() / limits.memory) - 2;
  return Math.max(1, Math.min(availableParallelism(), fitting));
}
