import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type {
  BulkRequest,
  CheckOutcome,
  Chief,
  ChiefPictures,
  DatasetOutcome,
  FailedFragment,
  JobOutcome,
  MendedSubmission,
  NumberedEvent,
  PackageOutcome,
  Readiness,
  Rerun,
  ResultsFile,
  ResumeOutcome,
  Submission,
  Upload,
} from '../../src/chief/chief.ts';
import { ChiefMeter } from '../../src/chief/chief-meter.ts';
import { type AddDatasetOutcome, DatasetShelf } from '../../src/chief/content/dataset-shelf.ts';
import { receiveUpload } from '../../src/chief/content/receive-upload.ts';
import { type JobView, jobRow } from '../../src/chief/job-view.ts';
import type { MachineView } from '../../src/chief/machine-view.ts';
import { timelineOf } from '../../src/chief/picture/job-picture.ts';
import { Samples } from '../../src/chief/picture/samples.ts';
import { type Problem, problem } from '../../src/chief/problem.ts';
import { seenMachines } from '../../src/chief/seen-machines.ts';
import { AccountUploads } from '../../src/chief/service/account-uploads.ts';
import { ManyJobs } from '../../src/chief/service/many-jobs.ts';
import { AccountSpace } from '../../src/chief/space/account-space.ts';
import { bytesByAccount, bytesByKind } from '../../src/chief/space/stored-bytes.ts';
import { systemClock } from '../../src/model/clock.ts';
import { failure } from '../../src/model/failures.ts';
import type { Finding } from '../../src/model/finding.ts';
import { unknownPeaks } from '../../src/model/job-report.ts';
import { fitName, isDatasetName } from '../../src/model/names.ts';
import type { Capacity } from '../../src/runtime/runtime.ts';
import type { Account } from '../../src/store/accounts.ts';
import type { OwnedPackage } from '../../src/store/packages.ts';
import type { Page, PageRequest } from '../../src/store/page.ts';
import type { ChiefHome } from '../helpers/chief-home.ts';
import { defaultSettings } from '../helpers/chief-settings.ts';
import { plainOptions } from '../helpers/job-options.ts';

const finding: Finding = {
  rule: 'BUT301',
  severity: 'error',
  message: '`splitter` is not a generator.',
  help: 'Hand out fragments with `yield`.',
  file: 'Split.py',
  line: 1,
  column: 5,
  endLine: 1,
  endColumn: 13,
};

const refusal = {
  kind: 'refused',
  report: { findings: [finding], errors: 1, warnings: 0, refused: true },
} as const;

/** Of a package that breaks the rules. */
export const refusedDigest = `sha256:${'ba'.repeat(32)}`;

export const resultsDigest = `sha256:${'ab'.repeat(32)}`;

/**
 * A chief without an engine: it keeps what it is given, runs nothing, and tells of its jobs what a test has it tell.
 * A package of three bytes breaks the rules.
 */
export class FakeChief implements Chief {
  readonly bounds = { packageUploadBytes: 1024 * 1024, datasetBytes: 64 * 1024 * 1024 };
  readonly metrics = Object.assign(new ChiefMeter(), {
    jobsByState: async () => ({ queued: this.#jobs.length }),
    slots: () => ({ total: 2, shared: 1 }),
    mergeLag: () => 3,
    costs: async () => ({ ann: { cpuSeconds: 1.5, byteHours: 20 } }),
    warmJobs: () => 2,
    loopLag: () => ({ largestMs: 250, p50Ms: 1, p99Ms: 20 }),
    disk: () => ({ freeBytes: 5, totalBytes: 9, reserveBytes: 4 }),
    storedBytes: () => bytesByKind(this.#home.store, this.#space),
    holds: async () => (this.readiness.ready ? [] : (['engine'] as const)),
    oldestQueuedMs: () => 1500,
    accountBytes: () => bytesByAccount(this.#home.store, this.#space),
    nodes: () => seenMachines(this.capacity?.nodes ?? [], new Map([['alpha', 1]])),
    nodeBytes: () =>
      new Map((this.capacity?.nodes ?? []).map(({ name }) => [name, { sent: 9, received: 4 }])),
    webhooksWaiting: () => this.#home.store.webhooks.waiting(),
  });
  readonly terms = defaultSettings(2);
  readonly uploads: AccountUploads;
  readonly pictures: ChiefPictures = {
    timeline: async (account, id) => {
      const job = await this.job(account, id);
      return 'kind' in job ? job : timelineOf(null, job.state, { live: false, lanes: [] });
    },
    samples: async (account, id) => {
      const job = await this.job(account, id);
      return 'kind' in job ? job : { samples: new Samples().table };
    },
    trial: async (account, id) => {
      const job = await this.job(account, id);
      return 'kind' in job ? job : { fragments: [], split: null, dataBytes: null, estimate: null };
    },
    follow: async (account, id, signal) => {
      const job = await this.job(account, id);
      return 'kind' in job ? job : this.tell(null, signal);
    },
  };
  readiness: Readiness = { ready: true };
  capacity: Capacity | null = {
    slots: 2,
    nodes: [
      { id: 'n1', name: 'alpha', slots: 2, state: 'ready', isOwn: true },
      { id: 'n2', name: 'beta', slots: 0, state: 'draining', isOwn: false },
    ],
  };
  /** What every job tells; the test may add to it from a generator of its own. */
  tell: (after: string | null, signal: AbortSignal) => AsyncIterable<NumberedEvent> = async function* () {};
  /** The reader of a job's events knows all of them. */
  over = false;
  /** Thrown by the next submission. */
  breakdown: Error | null = null;
  readonly submissions: Submission[] = [];
  /** What jobs were to go on with; null: with what they had. */
  readonly mended: (MendedSubmission | null)[] = [];
  readonly #home: ChiefHome;
  readonly #datasets: DatasetShelf;
  readonly #space: AccountSpace;
  readonly #packages: OwnedPackage[] = [];
  readonly #jobs: JobView[] = [];

  constructor(home: ChiefHome) {
    this.#home = home;
    this.#space = new AccountSpace(home.store, { isShort: false, letIn: () => true });
    this.#datasets = new DatasetShelf(home.path, home.store, this.#space);
    const nothing = () => {};
    this.uploads = new AccountUploads({
      ...{ home: home.path, store: home.store, clock: systemClock, settings: this.terms, space: this.#space },
      log: { info: nothing, warn: nothing, error: nothing },
      acts: { tell: nothing },
      datasets: {
        find: (account, id) => this.dataset(account, id),
        uploadBytes: () => this.bounds.datasetBytes,
        addReceived: async (account, received, wanted, { claim }) => {
          const request = this.#request(account, { ...wanted, expectedBytes: null });
          return this.#told(await this.#datasets.addReceived(request, received, claim));
        },
      },
      packages: {
        find: (account, digest) => this.package(account, digest),
        uploadBytes: this.bounds.packageUploadBytes,
        addReceived: (account, received, fileName) => this.#addReceived(account, received, fileName),
      },
    });
  }

  usage(account: string) {
    return this.#space.use(account);
  }

  async status(account: Account): Promise<MachineView> {
    const waits = {
      position: 1,
      name: 'p',
      state: 'queued',
      createdAtMs: 9,
      workers: 2,
      memoryBytes: 5,
    } as const;
    const queue = this.#jobs.map((job) => ({
      ...waits,
      id: mayUse(account, job.account) ? job.id : null,
      account: job.account,
      waitsFor: 'its turn',
    }));
    return {
      ...{ version: '0', ready: true, holds: [], engine: null, image: null },
      ...{ slots: this.metrics.slots(), machines: null },
      runningJobs: { now: 0, most: 4 },
      memory: { totalBytes: 9, claimedBytes: 0 },
      disk: { ...this.metrics.disk(), stored: null },
      ...{ jobs: { queued: queue.length }, running: [], queue, queueLength: queue.length },
    };
  }

  async start(): Promise<void> {}
  async stop(): Promise<void> {}

  async ready(): Promise<Readiness> {
    return this.readiness;
  }

  async nodes(): Promise<Capacity | null> {
    return this.capacity;
  }

  async addPackage(
    account: Account,
    upload: Upload & { readonly fileName: string },
  ): Promise<PackageOutcome> {
    const { body, expectedBytes, fileName } = upload;
    const maxBytes = this.bounds.packageUploadBytes;
    const received = await receiveUpload(this.#home.path, body, {
      maxBytes,
      expectedBytes,
      claim: async () => null,
    });
    if (received.kind !== 'received') return problem(received.kind, 'It did not come whole.');
    await received.upload.discard();
    return this.#addReceived(account, received.upload, fileName);
  }

  async #addReceived(
    account: Account,
    { digest, bytes }: { readonly digest: string; readonly bytes: number },
    fileName: string,
  ): Promise<PackageOutcome> {
    const report = { findings: [], errors: 0, warnings: 0, refused: false };
    if (bytes === 3) return refusal;
    const known = this.#packages.find((held) => held.digest === digest && held.owner === account.name);
    if (known !== undefined) return { kind: 'known', package: known, report };
    const name = fitName(fileName.replace(/\..*$/, ''), 'package');
    const sequence = this.#packages.length + 1;
    const kept = {
      sequence,
      digest,
      name,
      owner: account.name,
      files: 3,
      bytes,
      manifest: null,
      addedAtMs: 5,
      lastUsedAtMs: 5,
      jobs: 0,
    };
    this.#packages.push(kept);
    return { kind: 'added', package: kept, report };
  }

  async packages(account: Account, request: PageRequest): Promise<Page<OwnedPackage>> {
    return pageOf(
      this.#packages.filter(({ owner }) => mayUse(account, owner)),
      request,
    );
  }

  async package(account: Account, digest: string): Promise<OwnedPackage | Problem> {
    const found = this.#packages.find((held) => held.digest === digest && mayUse(account, held.owner));
    return found ?? problem('not-found', 'There is no such package.');
  }

  async checkPackage(_account: Account, { body }: Upload): Promise<CheckOutcome> {
    for await (const _ of body);
    return { kind: 'checked', report: refusal.report, package: null };
  }

  async packageFiles(account: Account, digest: string) {
    const found = await this.package(account, digest);
    return 'kind' in found ? found : { items: [{ path: 'Split.py', bytes: 5 }] };
  }

  async packageFile(account: Account, digest: string) {
    const found = await this.package(account, digest);
    return 'kind' in found ? found : problem('not-found', 'There is no such file.');
  }

  async deletePackage(account: Account, digest: string) {
    const found = await this.package(account, digest);
    if ('kind' in found) return found;
    this.#packages.splice(this.#packages.indexOf(found), 1);
    return { kind: 'deleted' } as const;
  }

  async addDataset(
    account: Account,
    upload: Upload & { readonly name: string; readonly folder: boolean },
  ): Promise<DatasetOutcome> {
    const { body, ...rest } = upload;
    if (!isDatasetName(rest.name)) return problem('bad-name', 'That is no name for data.');
    return this.#told(await this.#datasets.add(this.#request(account, rest), body));
  }

  #request(
    account: Account,
    wanted: Omit<Upload, 'body'> & { readonly name: string; readonly folder: boolean },
  ) {
    const { datasetBytes: maxBytes } = this.bounds;
    return { ...wanted, owner: account.name, maxBytes, quotaBytes: 2 ** 40, nowMs: 7 };
  }

  #told(added: AddDatasetOutcome): DatasetOutcome {
    if (added.kind === 'added') return added;
    return problem(added.kind === 'no-account' ? 'not-found' : added.kind, 'It was not kept.');
  }

  async addKnownDataset(
    account: Account,
    known: { readonly name: string; readonly folder: boolean; readonly digest: string },
  ): Promise<DatasetOutcome> {
    const added = await this.#datasets.addKnown({
      ...known,
      owner: account.name,
      quotaBytes: 2 ** 40,
      nowMs: 7,
    });
    return added.kind === 'added' ? added : problem('not-found', 'There is no such dataset.');
  }

  async datasets(account: Account, request: PageRequest) {
    return this.#home.store.datasets.list(account.admin ? null : account.name, request);
  }

  async dataset(account: Account, id: string) {
    const found = await this.#home.store.datasets.find(id, account.admin ? null : account.name);
    return found ?? problem('not-found', 'There is no such dataset.');
  }

  async deleteDataset(account: Account, id: string) {
    const removed = await this.#datasets.remove(id, account.name);
    if (removed === 'removed') return { kind: 'deleted' } as const;
    return problem(removed === 'in-use' ? 'in-use' : 'not-found', 'There is no such dataset.');
  }

  async submit(account: Account, submission: Submission): Promise<JobOutcome> {
    if (this.breakdown !== null) throw this.breakdown;
    this.submissions.push(submission);
    const found = await this.package(account, submission.package);
    if ('kind' in found) return problem('no-package', 'There is no such package.');
    const job: JobView = {
      id: randomUUID(),
      sequence: this.#jobs.length + 1,
      name: submission.name ?? found.name,
      account: account.name,
      state: 'queued',
      package: found.digest,
      dataset: null,
      datasetId: null,
      options: { ...plainOptions, workers: 2, maxFailed: { percent: 5 } },
      counts: { fragments: 0, results: 0, merged: 0, failed: 0, skipped: 0, retried: 0 },
      bytes: { in: 0, out: 0 },
      seconds: { preparing: 0, running: 0, packing: 0 },
      peakMemory: unknownPeaks,
      workers: 2,
      busy: null,
      engine: 'fake',
      distributions: [],
      warnings: [],
      failure: null,
      costs: { cpuSeconds: 0, byteHours: 0 },
      hasResults: false,
      ...{ exhausted: false, position: null, waitsFor: null, storedBytes: 0, cacheBytes: 0, bundleBytes: 0 },
      createdAtMs: 9,
      startedAtMs: null,
      endedAtMs: null,
    };
    this.#jobs.push(job);
    return { kind: 'job', job };
  }

  async jobs(account: Account, query: PageRequest & { readonly states?: readonly string[] }) {
    const states = query.states;
    return pageOf(
      this.#jobs.filter((job) => mayUse(account, job.account) && (states?.includes(job.state) ?? true)),
      query,
    );
  }

  async jobRows(account: Account, query: PageRequest & { readonly states?: readonly string[] }) {
    const { items, next } = await this.jobs(account, query);
    return { items: items.map(jobRow), next };
  }

  async jobCounts(account: Account) {
    return { queued: this.#jobs.filter((job) => mayUse(account, job.account)).length };
  }

  async job(account: Account, id: string): Promise<JobView | Problem> {
    const found = this.#jobs.find((job) => job.id === id && mayUse(account, job.account));
    return found ?? problem('not-found', 'There is no such job.');
  }

  async cancel(account: Account, id: string): Promise<JobOutcome> {
    return this.#become(account, id, 'cancelled');
  }

  async resume(account: Account, id: string, mended: MendedSubmission | null): Promise<ResumeOutcome> {
    this.mended.push(mended);
    if (mended?.package === refusedDigest) return refusal;
    const job = await this.job(account, id);
    if (!('kind' in job) && job.state === 'queued') return problem('wrong-state', 'It waits already.');
    return this.#become(account, id, 'queued');
  }

  async rerun(account: Account, id: string, { name }: Rerun): Promise<JobOutcome> {
    const job = await this.job(account, id);
    if ('kind' in job) return job;
    return this.submit(account, { package: job.package!, ...(name !== undefined && { name }) });
  }

  async bulk(account: Account, { ids }: BulkRequest, signal: AbortSignal) {
    return new ManyJobs().each(account.name, ids, 1, (id) => this.cancel(account, id), signal);
  }

  async deleteJob(account: Account, id: string) {
    const job = await this.job(account, id);
    if ('kind' in job) return job;
    if (job.state !== 'cancelled') return problem('wrong-state', 'It has not ended.');
    this.#jobs.splice(this.#jobs.indexOf(job), 1);
    return { kind: 'deleted' } as const;
  }

  followJobs(_account: Account, _of: string | null, signal: AbortSignal) {
    return this.tell(null, signal);
  }

  get drained() {
    return { draining: null, running: 0 };
  }

  async drain() {
    return this.drained;
  }

  async expiring() {
    return { items: [], tokens: 0, auditRows: 0 };
  }

  removeExpired() {
    return this.expiring();
  }

  evenOnFullDisk<Outcome>(work: () => Promise<Outcome>) {
    return work();
  }

  async enforceBlocks() {}

  async stopAccount(caller: Account, name: string) {
    if ((await this.#home.store.accounts.find(name)) === null)
      return problem('not-found', 'No such account.');
    const jobs = this.#jobs.filter((job) => job.account === name && job.state === 'queued');
    for (const { id } of jobs) await this.#become({ ...caller, admin: true }, id, 'cancelled');
    return { kind: 'stopped', jobs: jobs.length } as const;
  }

  async deleteAccount(caller: Account, name: string) {
    const removed = await this.#home.store.accounts.remove(name, { actor: caller.name, atMs: 1 });
    return removed === 'removed' ? ({ kind: 'deleted' } as const) : problem('not-found', 'No such account.');
  }

  async events(account: Account, id: string, after: string | null, signal: AbortSignal) {
    const job = await this.job(account, id);
    if ('kind' in job) return job;
    return this.over ? ({ kind: 'over' } as const) : this.tell(after, signal);
  }

  async logs(account: Account, id: string) {
    return this.#file(account, id, '{"role":"worker","worker":1,"text":"hello"}\n');
  }

  async logLines(account: Account, id: string) {
    const job = await this.job(account, id);
    return 'kind' in job ? job : (async function* () {})();
  }

  async failures(account: Account, id: string) {
    const job = await this.job(account, id);
    return 'kind' in job ? job : { groups: [], counted: 0, of: 0 };
  }

  async fragments(
    account: Account,
    id: string,
    { after = 0, limit }: { readonly after?: number; readonly limit: number },
  ): Promise<Page<FailedFragment> | Problem> {
    const job = await this.job(account, id);
    if ('kind' in job) return job;
    const cause = failure('user-error', 'process', 'KeyError: 3', {
      fragment: 3,
      line: 4,
      file: 'Processor.py',
    });
    const items = [3, 8]
      .filter((fragment) => fragment > after)
      .map((fragment) => ({ fragment, state: 'skipped' as const, attempts: 1, failure: cause }));
    return { items: items.slice(0, limit), next: items.length > limit ? items[limit - 1]!.fragment : null };
  }

  async bundle(account: Account, id: string, fragment: number) {
    const job = await this.job(account, id);
    if ('kind' in job) return job;
    return fragment === 3
      ? Readable.from([Buffer.from('bundle')])
      : problem('not-found', 'It has no bundle.');
  }

  async results(account: Account, id: string): Promise<ResultsFile | Problem> {
    const file = await this.#file(account, id, resultsText);
    if ('kind' in file) return file;
    return { ...file, digest: resultsDigest, name: 'p.tar' };
  }

  async provenance(account: Account, id: string) {
    const job = await this.job(account, id);
    if ('kind' in job) return job;
    return { payloadType: 'application/vnd.in-toto+json', payload: 'e30=', signatures: [{ sig: 'AA==' }] };
  }

  async fragmentDigests(account: Account, id: string): Promise<ResultsFile | Problem> {
    const file = await this.#file(account, id, resultsText);
    if ('kind' in file) return file;
    return { ...file, digest: resultsDigest, name: 'fragment-digests.jsonl' };
  }

  async publicKey() {
    return { keyid: 'ab', publicKey: '-----BEGIN PUBLIC KEY-----\n' };
  }

  async resultsFolder(account: Account, id: string) {
    const job = await this.job(account, id);
    return 'kind' in job ? job : { items: [], next: null };
  }

  async resultFile(account: Account, id: string) {
    const job = await this.job(account, id);
    return 'kind' in job ? job : problem('not-found', 'There is no such file.');
  }

  async beginSession(code: string) {
    if (code !== 'good') return { kind: 'none' } as const;
    return { kind: 'begun', token: 'butcher_x', account: 'ann', admin: false, expiresAtMs: 9 } as const;
  }

  async #become(account: Account, id: string, state: JobView['state']): Promise<JobOutcome> {
    const job = await this.job(account, id);
    if ('kind' in job) return job;
    const changed = { ...job, state };
    this.#jobs.splice(this.#jobs.indexOf(job), 1, changed);
    return { kind: 'job', job: changed };
  }

  async #file(account: Account, id: string, text: string) {
    const job = await this.job(account, id);
    if ('kind' in job) return job;
    const path = join(this.#home.path, `served-${id}`);
    await writeFile(path, text);
    return { path, bytes: Buffer.byteLength(text) };
  }
}

/** What every job of the fake has for results. */
export const resultsText = Array.from({ length: 1000 }, (_, index) => `line ${index}\n`).join('');

function mayUse(account: Account, owner: string): boolean {
  return account.admin || account.name === owner;
}

function pageOf<Item extends { readonly sequence: number }>(
  items: readonly Item[],
  { limit, before = Number.POSITIVE_INFINITY }: PageRequest,
): Page<Item> {
  const found = items.filter(({ sequence }) => sequence < before).sort((a, b) => b.sequence - a.sequence);
  const shown = found.slice(0, limit);
  return { items: shown, next: found.length > limit ? shown.at(-1)!.sequence : null };
}
