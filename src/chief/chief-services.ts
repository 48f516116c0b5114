import { LoopLag } from '../host/loop-lag.ts';
import type { Clock } from '../model/clock.ts';
import { type SigningKey, signingKey } from '../provenance/signing-key.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Account } from '../store/accounts.ts';
import type { Act } from '../store/act.ts';
import type { PurgedPackage } from '../store/packages.ts';
import type { Store } from '../store/store.ts';
import type { PackageChecker } from './checking/package-checker.ts';
import { StoredChecks } from './checking/stored-checks.ts';
import type { Chief } from './chief.ts';
import type { ChiefLog } from './chief-log.ts';
import { ChiefMeter } from './chief-meter.ts';
import type { ChiefMetrics, Hold } from './chief-metrics.ts';
import type { ChiefSettings } from './chief-settings.ts';
import { DatasetShelf } from './content/dataset-shelf.ts';
import { KeyedLock } from './content/keyed-lock.ts';
import { PackageShelf } from './content/package-shelf.ts';
import { missingContent } from './content/sweep-content.ts';
import { JobFeed } from './events/job-feed.ts';
import { Incidents } from './policy/incidents.ts';
import { judgeAct } from './policy/policy.ts';
import { purgePackage } from './policy/purge-package.ts';
import { EngineAnswers } from './running/engine-answers.ts';
import { freeKept } from './running/free-kept.ts';
import { InterruptedJobs } from './running/interrupted-jobs.ts';
import { MachineSlots } from './running/machine-slots.ts';
import { QueueRunner } from './running/queue-runner.ts';
import { type RunnerParts, runStoredJob } from './running/run-stored-job.ts';
import { WarmPool } from './running/warm-pool.ts';
import { warmShare } from './running/warm-share.ts';
import { WatchUnlinked } from './running/watch-unlinked.ts';
import { seenMachines } from './seen-machines.ts';
import { AccountDatasets } from './service/account-datasets.ts';
import { AccountJobs } from './service/account-jobs.ts';
import { AccountKeeper } from './service/account-keeper.ts';
import { AccountPackages } from './service/account-packages.ts';
import { AccountUploads } from './service/account-uploads.ts';
import { ActBook } from './service/act-book.ts';
import { Admission } from './service/admission.ts';
import { FollowedJobs } from './service/followed-jobs.ts';
import { JobOutputs } from './service/job-outputs.ts';
import { JobPictures } from './service/job-pictures.ts';
import { JobResults } from './service/job-results.ts';
import { MachineStatus } from './service/machine-status.ts';
import { ManyJobs } from './service/many-jobs.ts';
import { AccountSpace } from './space/account-space.ts';
import { LibraryLayers } from './space/library-layers.ts';
import { SpaceWatch, type SpaceWatchParts } from './space/space-watch.ts';
import { bytesByAccount, bytesByKind } from './space/stored-bytes.ts';
import { sweepHome } from './sweep-home.ts';
import { StorageCosts } from './upkeep/costs.ts';
import type { MutableSettings } from './upkeep/reload-settings.ts';
import { Retention } from './upkeep/retention.ts';
import { SetAside } from './upkeep/set-aside.ts';
import { AllowedReceivers } from './webhooks/allowed-receivers.ts';
import { dnsLookUp } from './webhooks/look-up.ts';
import { WebhookSender } from './webhooks/webhook-sender.ts';

export interface LocalChiefParts {
  /** The folder of its state, which no other chief serves. */
  readonly home: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: ChiefLog;
  readonly settings: ChiefSettings;
  readonly checker: PackageChecker;
  /** What others count for it. Left out: nothing. */
  readonly meter?: ChiefMeter;
  readonly runJob: RunnerParts['runJob'];
  /** The adapter for jobs that ask for this OCI runtime; its giver closes it. */
  readonly runtimeFor: (ociRuntime: string | null) => Promise<Runtime>;
  /**
   * Workers run on many machines, whose room counts instead of the setting `slots`; so many of them on the chief's own
   * engine. Left out: all on one.
   */
  readonly cluster?: { readonly ownWorkers: number } | null;
  /** How the home's disk is measured. Left out: as the system tells. */
  readonly measureDisk?: SpaceWatchParts['measure'];
}

/** All that a chief is made of, put together: who works for whom, what begins first and what ends last. */
export class ChiefServices {
  readonly metrics: ChiefMetrics;
  readonly bounds: Chief['bounds'];
  readonly pictures: JobPictures;
  readonly terms: ChiefSettings;
  readonly parts: LocalChiefParts;
  /** What a reload changes, in place. */
  readonly settings: MutableSettings;
  readonly meter: ChiefMeter;
  readonly checks: StoredChecks;
  readonly loopLag = new LoopLag();
  readonly packageShelf: PackageShelf;
  readonly incidents: Incidents;
  readonly queueRunner: QueueRunner;
  readonly warm: WarmPool;
  readonly disk: SpaceWatch;
  readonly unlinked: WatchUnlinked;
  readonly space: AccountSpace;
  readonly layers: LibraryLayers;
  readonly interrupted: InterruptedJobs;
  readonly packages: AccountPackages;
  readonly datasets: AccountDatasets;
  readonly uploads: AccountUploads;
  readonly jobs: AccountJobs;
  readonly keeper: AccountKeeper;
  readonly retention: Retention;
  readonly costs: StorageCosts;
  readonly webhooks: WebhookSender;
  readonly outputs: JobOutputs;
  readonly results: JobResults;
  readonly admission: Admission;
  readonly machine: MachineStatus;
  readonly feed = new JobFeed();
  readonly many = new ManyJobs();
  readonly followed: FollowedJobs;
  readonly engine: EngineAnswers;
  readonly slots: MachineSlots;
  #key: Promise<SigningKey> | null = null;

  constructor(parts: LocalChiefParts) {
    const { home, store, clock, log, checker, runJob, runtimeFor } = parts;
    const { cluster = null } = parts;
    const settings = { ...parts.settings };
    this.settings = settings;
    this.parts = { ...parts, settings };
    this.meter = parts.meter ?? new ChiefMeter();
    this.checks = new StoredChecks({ home, checker, settings, remoteWorkers: cluster !== null });
    this.engine = new EngineAnswers({ clock, log, runtime: () => runtimeFor(settings.ociRuntime) });
    this.slots = new MachineSlots({
      own: cluster === null ? settings.slots : null,
      limits: () => settings.limits,
      runtime: () => runtimeFor(null),
      ...{ clock, log },
      changed: () => this.queueRunner.slotsChanged(),
    });
    const packages = new PackageShelf(home, store);
    const jobLocks = new KeyedLock();
    const watch = () => this.disk;
    const space = new AccountSpace(store, {
      get isShort() {
        return watch().isShort;
      },
      letIn: (bytes) => watch().letIn(bytes),
    });
    this.space = space;
    this.disk = new SpaceWatch({
      home,
      clock,
      log,
      reserveBytes: settings.reserveBytes,
      writers: () => [...this.queueRunner.writers, ...space.incoming()],
      waiting: () => this.queueRunner.keepers,
      end: async (id) => {
        if (!(await this.layers.makeRoom())) await this.queueRunner.endForSpace(id);
      },
      free: async () => {
        const rested = (id: string) => this.queueRunner.rested(id);
        return (
          (await this.layers.makeRoom()) ||
          (await this.uploads.free()) ||
          (await freeKept({ home, store, log, locks: jobLocks, rested }))
        );
      },
      ...(parts.measureDisk === undefined ? {} : { measure: parts.measureDisk }),
    });
    this.layers = new LibraryLayers({
      ...{ store, space, clock, log },
      disk: this.disk,
      runtime: () => runtimeFor(null),
      mostBytes: settings.librariesBytes,
      get quotaBytes() {
        return settings.quotaBytes;
      },
    });
    this.admission = new Admission(store, this.disk);
    const datasets = new DatasetShelf(home, store, space);
    this.packageShelf = packages;
    this.incidents = new Incidents({
      store,
      clock,
      log,
      get policy() {
        return settings.policy;
      },
      purge: (from, reason, act) => this.#purge(from, reason, act),
      onStrike: () => {
        this.meter.totals.strikes += 1;
        void this.keeper.look();
      },
    });
    const runner: RunnerParts = {
      home,
      store,
      clock,
      log,
      meter: this.meter,
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
      layers: this.layers,
      disk: this.disk,
      lookForUnlinked: () => this.unlinked.look(),
      engineAnswers: async () => (await this.engine.now()).readiness.ready,
      check: (source, limits, account) => this.checks.check(source, limits, account),
      judge: (act) => judgeAct(settings.policy, act),
      signingKey: () => this.signingKey(),
    };
    // Those of many machines do not wait for jobs.
    const waiting = warmShare(cluster === null ? settings : { ...settings, warmJobs: 0 });
    const warm = new WarmPool({
      home,
      clock,
      log,
      runtime: async () => this.meter.counted(await runtimeFor(settings.ociRuntime), ''),
      limits: settings.limits,
      jobs: waiting.jobs,
      workers: waiting.workers,
    });
    this.warm = warm;
    const runningBounds = {
      running: settings.runningJobs,
      reserved: settings.runningJobs,
      memoryBytes:
        settings.memoryBytes - waiting.memoryBytes - (cluster?.ownWorkers ?? 0) * settings.limits.memory,
      aloneBytes: settings.memoryBytes,
    };
    const queueRunner = new QueueRunner({
      home,
      clock,
      log,
      slots: () => this.slots.total,
      workersElsewhere: cluster !== null,
      bounds: runningBounds,
      isShort: () => this.disk.isShort,
      isDraining: () => this.admission.draining !== null,
      run: (job) => runStoredJob(job, runner),
      accounts: (names) => this.keeper.standings(names),
      acted: (job, acts) => this.incidents.judge(job, acts),
      engineAnswers: async () => (await this.engine.now()).readiness.ready,
      ...{ warm, feed: this.feed },
    });
    this.queueRunner = queueRunner;
    this.unlinked = new WatchUnlinked({ home, clock, jobs: () => queueRunner.running });
    this.interrupted = new InterruptedJobs({ home, store, clock, log, add: (job) => queueRunner.add(job) });
    const acts = new ActBook(store, clock, log);
    const shared = { home, store, clock, settings, queueRunner, meter: this.meter, warm, space, acts };
    this.packages = new AccountPackages({
      ...shared,
      shelf: packages,
      checker,
      checked: this.checks.reports,
      remoteWorkers: cluster !== null,
      incident: (incident) => this.incidents.record(incident),
    });
    this.datasets = new AccountDatasets({ ...shared, shelf: datasets });
    const kinds = { packages: this.packages, datasets: this.datasets };
    this.uploads = new AccountUploads({ ...shared, log, ...kinds });
    this.jobs = new AccountJobs({
      ...shared,
      slots: this.slots,
      log,
      ...{ locks: jobLocks, packages, feed: this.feed },
      check: (source, limits, account) => this.checks.check(source, limits, account),
    });
    const { ballast } = this.disk;
    const services = { jobs: this.jobs, uploads: this.uploads, ballast, ...kinds };
    this.keeper = new AccountKeeper({ store, clock, log, queueRunner, ...services });
    const times = () => settings.retention;
    this.costs = new StorageCosts(store, clock, log);
    const alongside = () => new SetAside(home, clock, log).removeOld();
    this.retention = new Retention({ store, clock, log, times, alongside, ...services });
    this.webhooks = new WebhookSender({
      ...{ store, clock, log, totals: this.meter.totals, lookUp: dnsLookUp() },
      get allowed() {
        return new AllowedReceivers(settings.webhooks.allow);
      },
    });
    this.outputs = new JobOutputs(shared);
    this.pictures = new JobPictures(shared);
    const results = (account: Account, id: string) => this.outputs.results(account, id);
    this.results = new JobResults({ home, locks: jobLocks, results });
    const rowOf = (id: string) => this.jobs.row(id);
    this.followed = new FollowedJobs({ ...{ store, clock, rowOf }, feed: this.feed });
    this.machine = new MachineStatus({
      ...{ store, settings, queueRunner, space, disk: this.disk, bounds: runningBounds },
      ...{ slots: this.slots, meter: this.meter },
      hindrance: () => this.admission.hindrance,
      engine: () => this.engine.lately(),
    });
    this.bounds = { packageUploadBytes: this.packages.uploadBytes, datasetBytes: settings.datasetBytes };
    const { slots } = this;
    // What a reload changes shows through.
    this.terms = Object.create(settings, { slots: { get: () => slots.total, enumerable: true } });
    this.metrics = Object.assign(this.meter, {
      jobsByState: () => store.jobs.counts(null),
      slots: () => ({ total: this.slots.total, shared: queueRunner.shared }),
      mergeLag: () => queueRunner.mergeLag,
      warmJobs: () => warm.waiting,
      loopLag: () => this.loopLag.take(),
      disk: () => this.disk.disk,
      costs: async () =>
        Object.fromEntries((await store.accounts.list()).map(({ name, costs }) => [name, costs])),
      storedBytes: () => bytesByKind(store, space),
      holds: () => this.#holds(),
      oldestQueuedMs: () => {
        const since = queueRunner.waiting.map(({ stored }) => stored.createdAtMs);
        return since.length === 0 ? 0 : clock.wallTimeMs() - since.reduce((a, b) => Math.min(a, b));
      },
      accountBytes: () => bytesByAccount(store, space),
      nodes: () => seenMachines(this.slots.nodes, this.meter.busy),
      nodeBytes: () =>
        this.meter.carried.read(this.slots.areMany ? this.slots.nodes.map(({ name }) => name) : []),
      webhooksWaiting: () => store.webhooks.waiting(),
    });
  }

  async start(): Promise<void> {
    const { home, store, clock, log, runtimeFor } = this.parts;
    this.loopLag.start();
    this.disk.start();
    const setAside = new SetAside(home, clock, log);
    await setAside.removeOld();
    await sweepHome(home, store, (path) => setAside.put(path));
    await this.uploads.start();
    const missing = await missingContent(home, store);
    const lost =
      'content that the store knows is missing; jobs that need it will fail: restore a backup, or delete it';
    if (missing.length > 0) log.error({ missing: missing.slice(0, 100), all: missing.length }, lost);
    try {
      const { containers } = await (await runtimeFor(null)).sweep();
      if (containers > 0) log.info({ containers }, 'removed containers that a dead chief left');
      // It tells where jobs cannot run there.
      await this.engine.lately();
    } catch (error) {
      log.warn({ err: error }, 'the engine does not answer; jobs wait until it does');
    }
    await this.slots.start();
    await this.layers.start();
    await this.incidents.judgeLeft();
    await this.interrupted.queue();
    const waiting = await store.jobs.inStates(['queued', 'interrupted']);
    this.admission.open();
    this.queueRunner.goOn(waiting);
    this.warm.start();
    this.unlinked.start();
    this.keeper.start();
    this.retention.start();
    this.costs.start();
    this.webhooks.start();
    if (waiting.length > 0) log.info({ jobs: waiting.length }, 'going on with jobs of before');
  }

  async stop(): Promise<void> {
    this.admission.close();
    this.feed.close();
    this.interrupted.stop();
    this.slots.stop();
    const ending = [this.keeper, this.retention, this.costs, this.uploads];
    await Promise.all(ending.map((service) => service.stop()));
    await Promise.all([this.queueRunner.stop(), this.warm.stop()]);
    await this.webhooks.stop();
    this.loopLag.stop();
    await Promise.all([this.disk.stop(), this.unlinked.stop(), this.layers.stop()]);
  }

  async #holds(): Promise<readonly Hold[]> {
    const { readiness } = await this.engine.lately();
    return [
      ...(this.admission.hindrance === null ? [] : (['chief'] as const)),
      ...(this.disk.shortage === null ? [] : (['disk'] as const)),
      ...(readiness.ready ? [] : (['engine'] as const)),
    ];
  }

  /** Read once; tried again where that failed. */
  signingKey(): Promise<SigningKey> {
    this.#key ??= signingKey(this.parts.home).catch((error: unknown) => {
      this.#key = null;
      throw error;
    });
    return this.#key;
  }

  async #purge(
    from: { readonly digest: string; readonly account: string },
    reason: string,
    act: Act,
  ): Promise<PurgedPackage> {
    const stopJobs = (ids: readonly string[]) => this.#endPurged(ids);
    const parts = { home: this.parts.home, packages: this.packageShelf, stopJobs };
    const purged = await purgePackage(parts, from, reason, act);
    if (purged.last) this.checks.reports.forget(from.digest);
    return purged;
  }

  async #endPurged(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.queueRunner.drop(id, 'cancelled');
    await this.queueRunner.end(ids, 'purge');
  }
}
