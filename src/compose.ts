import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChiefLog } from './chief/chief-log.ts';
import type { ChiefSettings } from './chief/chief-settings.ts';
import type { LocalChief } from './chief/local-chief.ts';
import type { Config } from './config.ts';
import { makeFolders } from './files/make-folders.ts';
import type { JobContext } from './jobs/run-job.ts';
import { type Clock, systemClock } from './model/clock.ts';
import { FailureError } from './model/failures.ts';
import type { CheckReport, Finding } from './model/finding.ts';
import type { JobReport } from './model/job-report.ts';
import type { JobOptions, JobRequest, RuntimeKind } from './model/job-request.ts';
import type { PackageSource } from './model/package-source.ts';
import type { ClusterRuntime } from './runtime/cluster/cluster-runtime.ts';
import type { Diagnosis } from './runtime/diagnosis.ts';
import { type Refusal, refusalSentence } from './runtime/dial-in-refusals.ts';
import type { EngineRefusal, Runtime } from './runtime/runtime.ts';
import type { HomeLock } from './store/home-lock.ts';
import type { Store } from './store/store.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What composing the parts of a run depends on. */
export interface RunToCompose {
  readonly runtime: RuntimeKind;
  readonly options: JobOptions;
  /** The file that stands in for the package's processor. */
  readonly processor: string | null;
  /** What loading the package found; more comes from the checks. */
  readonly findings: readonly Finding[];
}

/** What running a job needs from outside. */
export interface RunServices {
  readonly home: string;
  readonly clock: Clock;
  readonly runtime: Runtime;
  readonly check: (source: PackageSource) => Promise<CheckReport>;
  readonly runJob: (request: JobRequest, context: JobContext) => Promise<JobReport>;
}

/** Joins the parts of a run. Nothing is started yet; but the runtime is asked who it is, which takes it a moment. */
export async function composeRun(config: Config, run: RunToCompose, runtime: Runtime): Promise<RunServices> {
  // What is wrong with it the job tells.
  void runtime.describe().catch(() => {});
  const { runJob } = await import('./jobs/run-job.ts');
  return {
    home: config.home,
    clock: systemClock,
    runtime,
    runJob,
    check: (source) => checkForRun(source, run, config),
  };
}

/**
 * A check for a run: what has passed before is not checked again, and nothing of the checker is loaded for it.
 * `checker` tells which one it is, as in {@link checkKey}.
 */
export async function checkForRun(
  source: PackageSource,
  run: Pick<RunToCompose, 'options' | 'processor' | 'findings' | 'runtime'>,
  config: Pick<Config, 'home' | 'checks'>,
  checker?: string,
): Promise<CheckReport> {
  const { checkKey } = await import('./checks/check-key.ts');
  const { keepCheck, keptCheck } = await import('./home/kept-checks.ts');
  const { withLoading } = await import('./checks/report.ts');
  const options = {
    forRun: true,
    processorSupplied: run.processor !== null,
    strict: false,
    helperGenerators: config.checks.helperGenerators,
    remoteWorkers: run.runtime === 'swarm',
    limits: run.options.limits,
  };
  const key = checkKey(source, options, checker);
  const kept = key === null ? null : await keptCheck(config.home, key);
  if (kept !== null) return withLoading(run.findings, kept);
  const { checkPackage } = await import('./checks/check-package.ts');
  const report = await checkPackage(source, options);
  if (key !== null) await keepCheck(config.home, key, report);
  return withLoading(run.findings, report);
}

export interface RuntimeOptions {
  /** Told of each worker from elsewhere that was turned away. */
  readonly onRefused?: (refusal: Refusal) => void;
  /** A job will run there at once: what it needs is read meanwhile. */
  readonly jobComes?: boolean;
}

/** An adapter of the runtime port; only the one asked for is loaded. */
export async function composeRuntime(
  kind: RuntimeKind,
  ociRuntime: string | null,
  config: Config,
  env: Environment,
  { onRefused = () => {}, jobComes = false }: RuntimeOptions = {},
): Promise<Runtime> {
  if (kind === 'process') {
    const { ProcessRuntime } = await import('./runtime/process/process-runtime.ts');
    return new ProcessRuntime({ ...env, BUTCHER_PYTHON: config.python });
  }
  if (kind === 'swarm') return composeSwarm(ociRuntime, config, env, { onRefused, jobComes });
  return composeDocker(ociRuntime, config, env, jobComes);
}

/** The runtime of `kind: 'swarm'`, with what only a cluster has. */
export async function composeSwarm(
  ociRuntime: string | null,
  config: Config,
  env: Environment,
  { onRefused = () => {}, jobComes = false }: RuntimeOptions = {},
): Promise<ClusterRuntime> {
  const local = await composeDocker(ociRuntime, config, env, jobComes);
  const { home, cluster } = config;
  const { swarmRuntime } = await import('./runtime/swarm/swarm-runtime.ts');
  return swarmRuntime({ ...cluster, home, local, clock: systemClock, env: { ...env }, onRefused });
}

async function composeDocker(
  ociRuntime: string | null,
  { home, engine, libraries }: Config,
  env: Environment,
  jobComes: boolean,
): Promise<Runtime> {
  const { DockerRuntime } = await import('./runtime/docker/docker-runtime.ts');
  return new DockerRuntime({ home, ociRuntime, libraries, ...engine, env: { ...env }, jobComes });
}

/** The store of a home, which is made where it is not there; several processes may have it open. */
export async function composeStore(home: string): Promise<Store> {
  return openStore(await storeFile(home));
}

/** The store in that file. Throws UnusableStoreError. */
export async function openStore(path: string): Promise<Store> {
  const { SqliteStore } = await import('./store/sqlite/sqlite-store.ts');
  return new SqliteStore(path);
}

/** Copies the store of a home to that file, as it is at one moment, also while a chief writes to it. */
export async function composeStoreBackup(home: string, to: string): Promise<void> {
  const { backupDatabase } = await import('./store/sqlite/backup-database.ts');
  await backupDatabase(await storeFile(home), to);
}

/** The same store in a thread of its own, so that the chief goes on answering while the store waits for the disk. */
async function composeServedStore(home: string): Promise<Store> {
  const path = await storeFile(home);
  // Once here, as errors lose their class on the way from a thread.
  await (await openStore(path)).close();
  const { ThreadedStore } = await import('./store/sqlite/threaded-store.ts');
  return ThreadedStore.open(path);
}

async function storeFile(home: string): Promise<string> {
  await makeFolders(home, 0o700);
  const path = join(home, 'butcher.db');
  // SQLite gives the files that it makes beside this one the same mode.
  await createPrivately(path);
  return path;
}

export interface ComposedChief {
  readonly chief: LocalChief;
  readonly store: Store;
  /** Closes the store, the checker and the runtimes of the chief, once it has stopped. */
  close(): Promise<void>;
}

/** A chief that is not started yet. The caller holds the lock of the home. */
export async function composeChief(
  config: Config,
  settings: ChiefSettings,
  env: Environment,
  log: ChiefLog,
): Promise<ComposedChief> {
  const { home } = config;
  const { makeRoom } = await import('./chief/space/make-room.ts');
  await makeRoom(home);
  const { beginThread } = await import('./trees/in-thread.ts');
  beginThread();
  const [{ LocalChief }, { ChiefMeter }, { countedErrors }, { ForkedChecker }, { runJob }, served] =
    await Promise.all([
      import('./chief/local-chief.ts'),
      import('./chief/chief-meter.ts'),
      import('./store/counted-errors.ts'),
      import('./chief/checking/forked-checker.ts'),
      import('./jobs/run-job.ts'),
      composeServedStore(home),
    ]);
  const meter = new ChiefMeter();
  const store = countedErrors(served, () => {
    meter.totals.storeErrors += 1;
  });
  const checker = new ForkedChecker();
  checker.warm();
  const onRefused = (refusal: Refusal) => {
    meter.refused(refusal);
    log.warn({ refusal }, refusalSentence(refusal));
  };
  const runtimes = new Map<string | null, Promise<Runtime>>();
  const runtimeFor = (ociRuntime: string | null): Promise<Runtime> => {
    const runtime =
      runtimes.get(ociRuntime) ?? composeRuntime(servedBy(config), ociRuntime, config, env, { onRefused });
    runtimes.set(ociRuntime, runtime);
    return runtime;
  };
  return {
    chief: new LocalChief({
      ...{ home, store, clock: systemClock, log, settings, checker, meter, runJob, runtimeFor },
      cluster: servedBy(config) === 'swarm' ? config.cluster : null,
    }),
    store,
    close: async () => {
      await checker.close();
      for (const runtime of runtimes.values()) await (await runtime).close();
      await store.close();
    },
  };
}

/** Where jobs of a served chief have their workers. */
function servedBy({ cluster }: Config): RuntimeKind {
  return cluster.engine === 'swarm' ? 'swarm' : 'docker';
}

/** The file of the lock that {@link composeHomeLock} takes; it stays when the lock is let go. */
export function homeLockFile(home: string): string {
  return join(home, 'serve.lock');
}

/** The lock of the one chief that may serve a home; null where another process has it. */
export async function composeHomeLock(home: string): Promise<HomeLock | null> {
  await makeFolders(home, 0o700);
  const { takeHomeLock } = await import('./store/sqlite/sqlite-home-lock.ts');
  return takeHomeLock(homeLockFile(home));
}

/** Why no job would run on this machine's engine with that configuration; null where they do, or none answers. */
export async function composeRefusal(config: Config, env: Environment): Promise<EngineRefusal | null> {
  const runtime = await composeRuntime('docker', config.ociRuntime, config, env);
  try {
    return (await runtime.describe()).refusal;
  } catch (error) {
    if (error instanceof FailureError) return null;
    throw error;
  } finally {
    await runtime.close();
  }
}

/** What `butcher doctor` has to ask the adapters. */
export async function composeDiagnoses(config: Config, env: Environment): Promise<readonly Diagnosis[]> {
  const { diagnoseEngine } = await import('./runtime/docker/engine/diagnose-engine.ts');
  const { diagnosePython } = await import('./runtime/process/diagnose-python.ts');
  const { diagnoseSwarm } = await import('./runtime/swarm/diagnose-swarm.ts');
  const { home, cluster } = config;
  return [
    ...(await diagnoseEngine({ ...env }, { ...config.engine, ociRuntime: config.ociRuntime })),
    ...(await diagnoseSwarm({ ...cluster, home, env: { ...env } }, cluster.engine === 'swarm')),
    await diagnosePython({ ...env, BUTCHER_PYTHON: config.python }),
  ];
}

/**
 * Makes the file where it is missing and never opens one that is there: closing that would drop the locks that this
 * process may hold on it.
 */
async function createPrivately(path: string): Promise<void> {
  try {
    await (await open(path, 'wx', 0o600)).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
