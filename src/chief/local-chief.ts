import type { Readable } from 'node:stream';
import { LoopLag } from '../host/loop-lag.ts';
import type { Clock } from '../model/clock.ts';
import { FailureError } from '../model/failures.ts';
import type { CheckReport } from '../model/finding.ts';
import type { Limits } from '../model/limits.ts';
import type { PackageSource } from '../model/package-source.ts';
import { keyIdOf, publicPem } from '../provenance/key-id.ts';
import { type SigningKey, signingKey } from '../provenance/signing-key.ts';
import type { Capacity, Runtime } from '../runtime/runtime.ts';
import type { Account } from '../store/accounts.ts';
import type { Act } from '../store/act.ts';
import type { PurgedPackage } from '../store/packages.ts';
import type { PageRequest } from '../store/page.ts';
import type { Store } from '../store/store.ts';
import { actOf, type Caller, logged } from './caller.ts';
import { CheckedPackages } from './checking/checked-packages.ts';
import type { PackageChecker } from './checking/package-checker.ts';
import type {
  BulkItem,
  BulkRequest,
  Chief,
  FailedFragment,
  JobsWanted,
  MendedSubmission,
  Readiness,
  Rerun,
  Submission,
  Upload,
} from './chief.ts';
import type { ChiefLog } from './chief-log.ts';
import { ChiefMeter } from './chief-meter.ts';
import type { ChiefMetrics } from './chief-metrics.ts';
import type { ChiefSettings } from './chief-settings.ts';
import { packageFolder } from './content/content-paths.ts';
import { DatasetShelf } from './content/dataset-shelf.ts';
import { KeyedLock } from './content/keyed-lock.ts';
import { PackageShelf } from './content/package-shelf.ts';
import { missingContent } from './content/sweep-content.ts';
import { JobFeed } from './events/job-feed.ts';
import { Incidents } from './policy/incidents.ts';
import { judgeAct } from './policy/policy.ts';
import { purgePackage } from './policy/purge-package.ts';
import type { Problem } from './problem.ts';
import { freeKept } from './running/free-kept.ts';
import { InterruptedJobs } from './running/interrupted-jobs.ts';
import { QueueRunner } from './running/queue-runner.ts';
import { type RunnerParts, runStoredJob } from './running/run-stored-job.ts';
import { WarmPool } from './running/warm-pool.ts';
import { warmShare } from './running/warm-share.ts';
import { WatchUnlinked } from './running/watch-unlinked.ts';
import { AccountDatasets } from './service/account-datasets.ts';
import { AccountJobs } from './service/account-jobs.ts';
import { AccountKeeper } from './service/account-keeper.ts';
import { AccountPackages } from './service/account-packages.ts';
import { ActBook } from './service/act-book.ts';
import { Admission } from './service/admission.ts';
import { FollowedJobs } from './service/followed-jobs.ts';
import { JobOutputs } from './service/job-outputs.ts';
import { JobPictures } from './service/job-pictures.ts';
import { JobResults } from './service/job-results.ts';
import type { LogFilter } from './service/log-lines.ts';
import { MachineStatus } from './service/machine-status.ts';
import { ManyJobs } from './service/many-jobs.ts';
import { AccountSpace } from './space/account-space.ts';
import { LibraryLayers } from './space/library-layers.ts';
import { SpaceWatch, type SpaceWatchParts } from './space/space-watch.ts';
import { bytesByKind } from './space/stored-bytes.ts';
import { sweepHome } from './sweep-home.ts';
import { beginSession } from './tokens/begin-session.ts';
import { StorageCosts } from './upkeep/costs.ts';
import { type MutableSettings, reloadSettings } from './upkeep/reload-settings.ts';
import { Retention } from './upkeep/retention.ts';
import { SetAside } from './upkeep/set-aside.ts';

export interface LocalChiefParts {
  /** The folder of its state, which no other chief serves. */
  readonly home: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: ChiefLog;
  readonly settings: ChiefSettings;
  readonly checker: PackageChecker;
  readonly runJob: RunnerParts['runJob'];
  /** The adapter for jobs that ask for this OCI runtime; its giver closes it. */
  readonly runtimeFor: (ociRuntime: string | null) => Promise<Runtime>;
  /** How the home's disk is measured. Left out: as the system tells. */
  readonly measureDisk?: SpaceWatchParts['measure'];
}

/** What the engine said of itself; no name where it does not answer. */
interface EngineAnswer {
  readonly engine: string | null;
  readonly readiness: Readiness;
}

/** For how long an engine's answer counts. */
const readyForMs = 3000;

/**
 * The chief of one home, which runs jobs on this machine. Whoever made the store, the checker and the runtimes closes
 * them.
 */
export class LocalChief implements Chief {
  readonly metrics: ChiefMetrics;
  readonly bounds: Chief['bounds'];
  readonly pictures: JobPictures;
  readonly terms: ChiefSettings;
  readonly #parts: LocalChiefParts;
  /** What a reload changes, in place. */
  readonly #settings: MutableSettings;
  readonly #meter = new ChiefMeter();
  readonly #checked = new CheckedPackages();
  readonly #loopLag = new LoopLag();
  readonly #packageShelf: PackageShelf;
  readonly #incidents: Incidents;
  readonly #queueRunner: QueueRunner;
  readonly #warm: WarmPool;
  readonly #disk: SpaceWatch;
  readonly #unlinked: WatchUnlinked;
  readonly #space: AccountSpace;
  readonly #layers: LibraryLayers;
  readonly #interrupted: InterruptedJobs;
  readonly #packages: AccountPackages;
  readonly #datasets: AccountDatasets;
  readonly #jobs: AccountJobs;
  readonly #keeper: AccountKeeper;
  readonly #retention: Retention;
  readonly #costs: StorageCosts;
  readonly #outputs: JobOutputs;
  readonly #results: JobResults;
  readonly #admission: Admission;
  readonly #machine: MachineStatus;
  readonly #feed = new JobFeed();
  readonly #many = new ManyJobs();
  readonly #followed: FollowedJobs;
  #key: Promise<SigningKey> | null = null;
  #asked: { readonly atMs: number; readonly answer: Promise<EngineAnswer> } | null = null;

  constructor(parts: LocalChiefParts) {
    const { home, store, clock, log, checker, runJob, runtimeFor } = parts;
    const settings = { ...parts.settings };
    this.#settings = settings;
    this.#parts = { ...parts, settings };
    const packages = new PackageShelf(home, store);
    const jobLocks = new KeyedLock();
    const space = new AccountSpace(store, () => this.#disk.isShort);
    this.#space = space;
    this.#disk = new SpaceWatch({
      home,
      clock,
      log,
      reserveBytes: settings.reserveBytes,
      writers: () => [...this.#queueRunner.writers, ...space.incoming()],
      waiting: () => this.#queueRunner.keepers,
      end: async (id) => {
        if (!(await this.#layers.makeRoom())) await this.#queueRunner.endForSpace(id);
      },
      free: async () => {
        const rested = (id: string) => this.#queueRunner.rested(id);
        return (
          (await this.#layers.makeRoom()) || (await freeKept({ home, store, log, locks: jobLocks, rested }))
        );
      },
      ...(parts.measureDisk === undefined ? {} : { measure: parts.measureDisk }),
    });
    this.#layers = new LibraryLayers({
      ...{ store, space, clock, log },
      disk: this.#disk,
      runtime: () => runtimeFor(null),
      mostBytes: settings.librariesBytes,
      get quotaBytes() {
        return settings.quotaBytes;
      },
    });
    this.#admission = new Admission(store, this.#disk);
    const datasets = new DatasetShelf(home, store, space);
    this.#packageShelf = packages;
    this.#incidents = new Incidents({
      store,
      clock,
      log,
      get policy() {
        return settings.policy;
      },
      purge: (from, reason, act) => this.#purge(from, reason, act),
      onStrike: () => {
        this.#meter.totals.strikes += 1;
        void this.#keeper.look();
      },
    });
    const runner: RunnerParts = {
      home,
      store,
      clock,
      log,
      meter: this.#meter,
      packages,
      datasets,
      runJob,
      runtimeFor,
      get limits() {
        return settings.limits;
      },
      get quotaBytes() {
        return settings.quotaBytes;
      },
      space,
      layers: this.#layers,
      disk: this.#disk,
      lookForUnlinked: () => this.#unlinked.look(),
      engineAnswers: async () => (await this.#askEngine()).readiness.ready,
      check: (source, limits, account) => this.#check(source, limits, account),
      judge: (act) => judgeAct(settings.policy, act),
      signingKey: () => this.#signingKey(),
    };
    const waiting = warmShare(settings);
    const warm = new WarmPool({
      home,
      clock,
      log,
      runtime: async () => this.#meter.counted(await runtimeFor(settings.ociRuntime), ''),
      limits: settings.limits,
      jobs: waiting.jobs,
      workers: waiting.workers,
    });
    this.#warm = warm;
    const runningBounds = {
      running: settings.runningJobs,
      reserved: settings.runningJobs,
      memoryBytes: settings.memoryBytes - waiting.memoryBytes,
    };
    const queueRunner = new QueueRunner({
      home,
      clock,
      log,
      slots: settings.slots,
      bounds: runningBounds,
      isShort: () => this.#disk.isShort,
      isDraining: () => this.#admission.draining !== null,
      run: (job) => runStoredJob(job, runner),
      accounts: (names) => this.#keeper.standings(names),
      acted: (job, acts) => this.#incidents.judge(job, acts),
      engineAnswers: async () => (await this.#askEngine()).readiness.ready,
      ...{ warm, feed: this.#feed },
    });
    this.#queueRunner = queueRunner;
    this.#unlinked = new WatchUnlinked({ home, clock, jobs: () => queueRunner.running });
    this.#interrupted = new InterruptedJobs({ home, store, clock, log, add: (job) => queueRunner.add(job) });
    const acts = new ActBook(store, clock, log);
    const shared = { home, store, clock, settings, queueRunner, meter: this.#meter, warm, space, acts };
    this.#packages = new AccountPackages({
      ...shared,
      shelf: packages,
      checker,
      checked: this.#checked,
      incident: (incident) => this.#incidents.record(incident),
    });
    this.#datasets = new AccountDatasets({ ...shared, shelf: datasets });
    this.#jobs = new AccountJobs({
      ...shared,
      ...{ locks: jobLocks, packages, feed: this.#feed },
      check: (source, limits, account) => this.#check(source, limits, account),
    });
    const services = { jobs: this.#jobs, packages: this.#packages, datasets: this.#datasets };
    this.#keeper = new AccountKeeper({ store, clock, log, queueRunner, ...services });
    const times = () => settings.retention;
    this.#costs = new StorageCosts(store, clock, log);
    const alongside = () => new SetAside(home, clock, log).removeOld();
    this.#retention = new Retention({ store, clock, log, times, alongside, ...services });
    this.#outputs = new JobOutputs(shared);
    this.pictures = new JobPictures(shared);
    const results = (account: Account, id: string) => this.#outputs.results(account, id);
    this.#results = new JobResults({ home, locks: jobLocks, results });
    const rowOf = (id: string) => this.#jobs.row(id);
    this.#followed = new FollowedJobs({ ...{ store, clock, rowOf }, feed: this.#feed });
    this.#machine = new MachineStatus({
      ...{ store, settings, queueRunner, space, disk: this.#disk, bounds: runningBounds },
      hindrance: () => this.#admission.hindrance,
      engine: () => this.#askedLately(),
    });
    this.bounds = { packageUploadBytes: this.#packages.uploadBytes, datasetBytes: settings.datasetBytes };
    this.terms = settings;
    this.metrics = Object.assign(this.#meter, {
      jobsByState: () => store.jobs.counts(null),
      slots: () => ({ total: settings.slots, shared: queueRunner.shared }),
      mergeLag: () => queueRunner.mergeLag,
      warmJobs: () => warm.waiting,
      loopLag: () => this.#loopLag.take(),
      disk: () => this.#disk.disk,
      costs: async () =>
        Object.fromEntries((await store.accounts.list()).map(({ name, costs }) => [name, costs])),
      storedBytes: () => bytesByKind(store, space),
    });
  }

  async start(): Promise<void> {
    const { home, store, clock, log, runtimeFor } = this.#parts;
    this.#loopLag.start();
    this.#disk.start();
    const setAside = new SetAside(home, clock, log);
    await setAside.removeOld();
    await sweepHome(home, store, (path) => setAside.put(path));
    const missing = await missingContent(home, store);
    const lost =
      'content that the store knows is missing; jobs that need it will fail: restore a backup, or delete it';
    if (missing.length > 0) log.error({ missing: missing.slice(0, 100), all: missing.length }, lost);
    try {
      const { containers } = await (await runtimeFor(null)).sweep();
      if (containers > 0) log.info({ containers }, 'removed containers that a dead chief left');
    } catch (error) {
      log.warn({ err: error }, 'the engine does not answer; jobs wait until it does');
    }
    await this.#layers.start();
    await this.#incidents.judgeLeft();
    await this.#interrupted.queue();
    const waiting = await store.jobs.inStates(['queued', 'interrupted']);
    this.#admission.open();
    this.#queueRunner.goOn(waiting);
    this.#warm.start();
    this.#unlinked.start();
    this.#keeper.start();
    this.#retention.start();
    this.#costs.start();
    if (waiting.length > 0) log.info({ jobs: waiting.length }, 'going on with jobs of before');
  }

  async stop(): Promise<void> {
    this.#admission.close();
    this.#feed.close();
    this.#interrupted.stop();
    await Promise.all([this.#keeper.stop(), this.#retention.stop(), this.#costs.stop()]);
    await Promise.all([this.#queueRunner.stop(), this.#warm.stop()]);
    this.#loopLag.stop();
    await Promise.all([this.#disk.stop(), this.#unlinked.stop(), this.#layers.stop()]);
  }

  ready(): Promise<Readiness> {
    const reason = this.#admission.hindrance ?? this.#disk.shortage;
    if (reason !== null) return Promise.resolve({ ready: false, reason });
    return this.#askedLately().then(({ readiness }) => readiness);
  }

  async nodes(): Promise<Capacity | null> {
    const { runtimeFor, settings } = this.#parts;
    try {
      return await (await runtimeFor(null)).capacity(settings.limits);
    } catch (error) {
      if (error instanceof FailureError) return null;
      throw error;
    }
  }

  addPackage(account: Caller, upload: Upload & { readonly fileName: string }) {
    return this.#admission.storing(account, () => this.#packages.add(account, upload));
  }

  packages(account: Account, page: PageRequest) {
    return this.#packages.list(account, page);
  }

  package(account: Account, digest: string) {
    return this.#packages.find(account, digest);
  }

  deletePackage(account: Caller, digest: string) {
    return this.#admission.freeing(() => this.#packages.remove(account, digest));
  }

  checkPackage(account: Caller, upload: Upload & { readonly fileName: string }) {
    return this.#admission.storing(account, () => this.#packages.check(account, upload));
  }

  packageFiles(account: Account, digest: string) {
    return this.#packages.files(account, digest);
  }

  packageFile(account: Account, digest: string, path: string) {
    return this.#packages.file(account, digest, path);
  }

  addDataset(account: Caller, upload: Upload & { readonly name: string; readonly folder: boolean }) {
    return this.#admission.storing(account, () => this.#datasets.add(account, upload));
  }

  addKnownDataset(
    account: Caller,
    known: { readonly name: string; readonly folder: boolean; readonly digest: string },
  ) {
    return this.#admission.storing(account, () => this.#datasets.addKnown(account, known));
  }

  datasets(account: Account, page: PageRequest) {
    return this.#datasets.list(account, page);
  }

  dataset(account: Account, id: string) {
    return this.#datasets.find(account, id);
  }

  deleteDataset(account: Caller, id: string) {
    return this.#admission.freeing(() => this.#datasets.remove(account, id));
  }

  submit(account: Caller, submission: Submission) {
    return this.#admission.accepting(account, () => this.#jobs.submit(account, submission));
  }

  jobs(account: Account, query: PageRequest & JobsWanted) {
    return this.#jobs.list(account, query);
  }

  jobRows(account: Account, query: PageRequest & JobsWanted) {
    return this.#jobs.rows(account, query);
  }

  jobCounts(account: Account, of: string | null) {
    return this.#jobs.counts(account, of);
  }

  job(account: Account, id: string) {
    return this.#jobs.find(account, id);
  }

  cancel(account: Caller, id: string, reason: string | null = null) {
    return this.#admission.freeing(() => this.#jobs.cancel(account, id, reason));
  }

  resume(account: Caller, id: string, mended: MendedSubmission | null = null) {
    return this.#admission.accepting(account, () => this.#jobs.resume(account, id, mended));
  }

  rerun(account: Caller, id: string, changes: Rerun) {
    return this.#admission.accepting(account, () => this.#jobs.rerun(account, id, changes));
  }

  bulk(
    account: Caller,
    { action, ids, reason }: BulkRequest,
    signal: AbortSignal,
  ): Promise<readonly BulkItem[]> {
    const { name } = account;
    switch (action) {
      case 'cancel':
        return this.#many.each(name, ids, ids.length, (id) => this.cancel(account, id, reason), signal);
      case 'resume':
        return this.#many.each(name, ids, 1, (id) => this.resume(account, id), signal);
      case 'delete':
        return this.#many.each(name, ids, 1, (id) => this.deleteJob(account, id), signal);
    }
  }

  deleteJob(account: Caller, id: string) {
    return this.#admission.freeing(() => this.#jobs.remove(account, id));
  }

  get drained() {
    return { draining: this.#admission.draining, running: this.#queueRunner.running.length };
  }

  async drain(caller: Caller, reason: string | null) {
    const { clock, log, store } = this.#parts;
    const atMs = clock.wallTimeMs();
    const action = reason === null ? 'chief-undrained' : 'chief-drained';
    this.#admission.draining = reason === null ? null : { sinceMs: atMs, reason };
    log.warn({ reason, ...logged(caller) }, reason === null ? 'jobs are begun again' : 'no job is begun now');
    const row = { account: null, action, subject: null, detail: reason ?? '' } as const;
    await store.audit.add({ ...actOf(caller, atMs), ...row });
    return this.drained;
  }

  reload(next: ChiefSettings): readonly string[] {
    return reloadSettings(this.#settings, next);
  }

  expiring() {
    return this.#retention.due();
  }

  removeExpired() {
    return this.#admission.freeing(() => this.#retention.sweep());
  }

  enforceBlocks() {
    return this.#keeper.look();
  }

  stopAccount(caller: Caller, name: string, reason: string | null) {
    return this.#admission.freeing(() => this.#keeper.stopJobs(caller, name, reason));
  }

  deleteAccount(caller: Caller, name: string) {
    return this.#admission.freeing(() => this.#keeper.remove(caller, name));
  }

  usage(account: string) {
    return this.#space.use(account);
  }

  beginSession(code: string, from: string) {
    const { home, store, clock } = this.#parts;
    return this.#admission.freeing(() =>
      beginSession({ home, store }, code, { from, nowMs: clock.wallTimeMs() }),
    );
  }

  status(account: Account) {
    return this.#machine.seenBy(account);
  }

  followJobs(account: Account, of: string | null, signal: AbortSignal) {
    return this.#followed.follow(account, of, signal);
  }

  events(account: Account, id: string, after: string | null, signal: AbortSignal) {
    return this.#outputs.events(account, id, after, signal);
  }

  logs(account: Account, id: string) {
    return this.#outputs.logs(account, id);
  }

  logLines(account: Account, id: string, filter: LogFilter) {
    return this.#outputs.logLines(account, id, filter);
  }

  failures(account: Account, id: string) {
    return this.#outputs.failures(account, id);
  }

  fragments(
    account: Account,
    id: string,
    query: { readonly state?: FailedFragment['state']; readonly after?: number; readonly limit: number },
  ) {
    return this.#outputs.fragments(account, id, query);
  }

  bundle(account: Account, id: string, fragment: number): Promise<Readable | Problem> {
    return this.#outputs.bundle(account, id, fragment);
  }

  results(account: Account, id: string) {
    return this.#outputs.results(account, id);
  }

  resultsFolder(
    account: Account,
    id: string,
    query: { readonly folder: Buffer; readonly from: number | null; readonly limit: number },
  ) {
    return this.#results.list(account, id, query);
  }

  resultFile(account: Account, id: string, path: Buffer) {
    return this.#results.file(account, id, path);
  }

  provenance(account: Account, id: string) {
    return this.#outputs.provenance(account, id);
  }

  async publicKey() {
    const { publicKey } = await this.#signingKey();
    return { keyid: keyIdOf(publicKey), publicKey: publicPem(publicKey) };
  }

  /** Read once; tried again where that failed. */
  #signingKey(): Promise<SigningKey> {
    this.#key ??= signingKey(this.#parts.home).catch((error: unknown) => {
      this.#key = null;
      throw error;
    });
    return this.#key;
  }

  #askedLately(): Promise<EngineAnswer> {
    const nowMs = this.#parts.clock.now();
    if (this.#asked === null || nowMs - this.#asked.atMs > readyForMs)
      this.#asked = { atMs: nowMs, answer: this.#askEngine() };
    return this.#asked.answer;
  }

  async #askEngine(): Promise<EngineAnswer> {
    try {
      const { name, refusal } = await (await this.#parts.runtimeFor(null)).describe();
      if (refusal === null) return { engine: name, readiness: { ready: true } };
      const reason = `${refusal.message} ${refusal.help}`;
      this.#parts.log.warn({ reason }, 'no job runs on the engine');
      return { engine: name, readiness: { ready: false, reason } };
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'the engine does not answer');
      return { engine: null, readiness: { ready: false, reason: 'The container engine does not answer.' } };
    }
  }

  async #check(source: PackageSource, limits: Limits, account: string): Promise<CheckReport> {
    const { home, checker, settings } = this.#parts;
    const known = this.#checked.find(source.digest, limits);
    if (known !== null) return known;
    const path = packageFolder(home, source.digest);
    const { helperGenerators } = settings.checks;
    const options = { limits, chiefLimits: settings.limits, strict: false, helperGenerators, forRun: true };
    const validation = await checker.validate(path, options, account);
    if (validation.kind === 'wrong-usage') throw new Error(validation.message);
    this.#checked.keep(source.digest, limits, validation.report);
    return validation.report;
  }

  async #purge(
    from: { readonly digest: string; readonly account: string },
    reason: string,
    act: Act,
  ): Promise<PurgedPackage> {
    const stopJobs = (ids: readonly string[]) => this.#endPurged(ids);
    const parts = { home: this.#parts.home, packages: this.#packageShelf, stopJobs };
    const purged = await purgePackage(parts, from, reason, act);
    if (purged.last) this.#checked.forget(from.digest);
    return purged;
  }

  async #endPurged(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#queueRunner.drop(id, 'cancelled');
    await this.#queueRunner.end(ids, 'purge');
  }
}
