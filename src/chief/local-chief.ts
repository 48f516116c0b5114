import type { Readable } from 'node:stream';
import { FailureError } from '../model/failures.ts';
import { saidText } from '../model/names.ts';
import { keyIdOf, publicPem } from '../provenance/key-id.ts';
import type { Capacity } from '../runtime/runtime.ts';
import type { Account } from '../store/accounts.ts';
import type { PageRequest } from '../store/page.ts';
import { actOf, type Caller, logged } from './caller.ts';
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
import type { ChiefMetrics } from './chief-metrics.ts';
import { ChiefServices, type LocalChiefParts } from './chief-services.ts';
import type { ChiefSettings } from './chief-settings.ts';
import { type Problem, problemCatalogue } from './problem.ts';
import { admittedUploads } from './service/admitted-uploads.ts';
import type { JobPictures } from './service/job-pictures.ts';
import type { LogFilter } from './service/log-lines.ts';
import { beginSession } from './tokens/begin-session.ts';
import { reloadSettings } from './upkeep/reload-settings.ts';

/** Why it is drained, for authors, where the operator does not say. */
const unsaidReason = 'its operator works on it';
const makeRoom =
  'Make room on the disk of the chief; `butcher gc --dry-run` and `butcher account list` show where space is.';

/**
 * The chief of one home, which runs jobs on this machine. Whoever made the store, the checker and the runtimes closes
 * them.
 */
export class LocalChief implements Chief {
  readonly metrics: ChiefMetrics;
  readonly bounds: Chief['bounds'];
  readonly pictures: JobPictures;
  readonly terms: ChiefSettings;
  readonly uploads: Chief['uploads'];
  readonly #services: ChiefServices;

  constructor(parts: LocalChiefParts) {
    this.#services = new ChiefServices(parts);
    const { metrics, bounds, pictures, terms } = this.#services;
    this.metrics = metrics;
    this.bounds = bounds;
    this.pictures = pictures;
    this.terms = terms;
    this.uploads = admittedUploads(this.#services);
  }

  start(): Promise<void> {
    return this.#services.start();
  }

  stop(): Promise<void> {
    return this.#services.stop();
  }

  ready(): Promise<Readiness> {
    const { admission, disk } = this.#services;
    const { hindrance, draining } = admission;
    if (hindrance !== null) {
      const help = draining === null ? {} : { help: problemCatalogue.draining.help };
      return Promise.resolve({ ready: false, reason: hindrance, ...help });
    }
    if (disk.shortage !== null)
      return Promise.resolve({ ready: false, reason: disk.shortage, help: makeRoom });
    return this.#services.engine.lately().then(({ readiness }) => readiness);
  }

  async nodes(): Promise<Capacity | null> {
    const { runtimeFor, settings } = this.#services.parts;
    try {
      return await (await runtimeFor(null)).capacity(settings.limits);
    } catch (error) {
      if (error instanceof FailureError) return null;
      throw error;
    }
  }

  addPackage(account: Caller, upload: Upload & { readonly fileName: string }) {
    return this.#services.admission.storing(account, () => this.#services.packages.add(account, upload));
  }

  packages(account: Account, page: PageRequest) {
    return this.#services.packages.list(account, page);
  }

  package(account: Account, digest: string) {
    return this.#services.packages.find(account, digest);
  }

  deletePackage(account: Caller, digest: string) {
    return this.#services.admission.freeing(() => this.#services.packages.remove(account, digest));
  }

  checkPackage(account: Caller, upload: Upload & { readonly fileName: string }) {
    return this.#services.admission.storing(account, () => this.#services.packages.check(account, upload));
  }

  packageFiles(account: Account, digest: string) {
    return this.#services.packages.files(account, digest);
  }

  packageFile(account: Account, digest: string, path: string) {
    return this.#services.packages.file(account, digest, path);
  }

  addDataset(account: Caller, upload: Upload & { readonly name: string; readonly folder: boolean }) {
    return this.#services.admission.storing(account, () => this.#services.datasets.add(account, upload));
  }

  addKnownDataset(
    account: Caller,
    known: { readonly name: string; readonly folder: boolean; readonly digest: string },
  ) {
    return this.#services.admission.storing(account, () => this.#services.datasets.addKnown(account, known));
  }

  datasets(account: Account, page: PageRequest) {
    return this.#services.datasets.list(account, page);
  }

  dataset(account: Account, id: string) {
    return this.#services.datasets.find(account, id);
  }

  deleteDataset(account: Caller, id: string) {
    return this.#services.admission.freeing(() => this.#services.datasets.remove(account, id));
  }

  submit(account: Caller, submission: Submission) {
    return this.#services.admission.accepting(account, () => this.#services.jobs.submit(account, submission));
  }

  jobs(account: Account, query: PageRequest & JobsWanted) {
    return this.#services.jobs.list(account, query);
  }

  jobRows(account: Account, query: PageRequest & JobsWanted) {
    return this.#services.jobs.rows(account, query);
  }

  jobCounts(account: Account, of: string | null) {
    return this.#services.jobs.counts(account, of);
  }

  job(account: Account, id: string) {
    return this.#services.jobs.find(account, id);
  }

  cancel(account: Caller, id: string, reason: string | null = null) {
    return this.#services.admission.freeing(() => this.#services.jobs.cancel(account, id, reason));
  }

  resume(account: Caller, id: string, mended: MendedSubmission | null = null) {
    return this.#services.admission.accepting(account, () => this.#services.jobs.resume(account, id, mended));
  }

  rerun(account: Caller, id: string, changes: Rerun) {
    return this.#services.admission.accepting(account, () => this.#services.jobs.rerun(account, id, changes));
  }

  bulk(
    account: Caller,
    { action, ids, reason }: BulkRequest,
    signal: AbortSignal,
  ): Promise<readonly BulkItem[]> {
    const { name } = account;
    switch (action) {
      case 'cancel':
        return this.#services.many.each(
          name,
          ids,
          ids.length,
          (id) => this.cancel(account, id, reason),
          signal,
        );
      case 'resume':
        return this.#services.many.each(name, ids, 1, (id) => this.resume(account, id), signal);
      case 'delete':
        return this.#services.many.each(name, ids, 1, (id) => this.deleteJob(account, id), signal);
    }
  }

  deleteJob(account: Caller, id: string) {
    return this.#services.admission.freeing(() => this.#services.jobs.remove(account, id));
  }

  get drained() {
    return {
      draining: this.#services.admission.draining,
      running: this.#services.queueRunner.running.length,
    };
  }

  async drain(caller: Caller, given: string | null) {
    const reason = given === null ? null : (saidText(given) ?? unsaidReason);
    const { clock, log, store } = this.#services.parts;
    const atMs = clock.wallTimeMs();
    const action = reason === null ? 'chief-undrained' : 'chief-drained';
    this.#services.admission.draining = reason === null ? null : { sinceMs: atMs, reason };
    log.warn({ reason, ...logged(caller) }, reason === null ? 'jobs are begun again' : 'no job is begun now');
    const row = { account: null, action, subject: null, detail: reason ?? '' } as const;
    await store.audit.add({ ...actOf(caller, atMs), ...row });
    return this.drained;
  }

  reload(next: ChiefSettings): readonly string[] {
    const later = reloadSettings(this.#services.settings, next);
    // Workers may take more or less than before.
    void this.#services.slots.look();
    return later;
  }

  expiring() {
    return this.#services.retention.due();
  }

  removeExpired(caller: Caller) {
    return this.#services.admission.freeing(() => this.#services.retention.sweep(caller));
  }

  evenOnFullDisk<Outcome>(work: () => Promise<Outcome>) {
    return this.#services.disk.ballast.lend(work);
  }

  enforceBlocks() {
    return this.#services.keeper.look();
  }

  stopAccount(caller: Caller, name: string, reason: string | null) {
    return this.#services.admission.freeing(() => this.#services.keeper.stopJobs(caller, name, reason));
  }

  deleteAccount(caller: Caller, name: string) {
    return this.#services.admission.freeing(() => this.#services.keeper.remove(caller, name));
  }

  usage(account: string) {
    return this.#services.space.use(account);
  }

  beginSession(code: string, from: string) {
    const { home, store, clock } = this.#services.parts;
    return this.#services.admission.freeing(() =>
      beginSession({ home, store }, code, { from, nowMs: clock.wallTimeMs() }),
    );
  }

  status(account: Account) {
    return this.#services.machine.seenBy(account);
  }

  followJobs(account: Account, of: string | null, signal: AbortSignal) {
    return this.#services.followed.follow(account, of, signal);
  }

  events(account: Account, id: string, after: string | null, signal: AbortSignal) {
    return this.#services.outputs.events(account, id, after, signal);
  }

  logs(account: Account, id: string) {
    return this.#services.outputs.logs(account, id);
  }

  logLines(account: Account, id: string, filter: LogFilter) {
    return this.#services.outputs.logLines(account, id, filter);
  }

  failures(account: Account, id: string) {
    return this.#services.outputs.failures(account, id);
  }

  fragments(
    account: Account,
    id: string,
    query: { readonly state?: FailedFragment['state']; readonly after?: number; readonly limit: number },
  ) {
    return this.#services.outputs.fragments(account, id, query);
  }

  bundle(account: Account, id: string, fragment: number): Promise<Readable | Problem> {
    return this.#services.outputs.bundle(account, id, fragment);
  }

  results(account: Account, id: string) {
    return this.#services.outputs.results(account, id);
  }

  resultsFolder(
    account: Account,
    id: string,
    query: { readonly folder: Buffer; readonly from: number | null; readonly limit: number },
  ) {
    return this.#services.results.list(account, id, query);
  }

  resultFile(account: Account, id: string, path: Buffer) {
    return this.#services.results.file(account, id, path);
  }

  provenance(account: Account, id: string) {
    return this.#services.outputs.provenance(account, id);
  }

  fragmentDigests(account: Account, id: string) {
    return this.#services.outputs.fragmentDigests(account, id);
  }

  async publicKey() {
    const { publicKey } = await this.#services.signingKey();
    return { keyid: keyIdOf(publicKey), publicKey: publicPem(publicKey) };
  }
}
