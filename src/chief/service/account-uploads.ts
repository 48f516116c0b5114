import { randomUUID } from 'node:crypto';
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../model/clock.ts';
import { datasetNameRule, isDatasetName } from '../../model/names.ts';
import type { Account } from '../../store/accounts.ts';
import type { StoredDataset } from '../../store/datasets.ts';
import type { Store } from '../../store/store.ts';
import { removeTree } from '../../trees/trees.ts';
import type { Caller } from '../caller.ts';
import type { DeleteOutcome } from '../chief.ts';
import type { ChiefLog } from '../chief-log.ts';
import type { ChiefSettings } from '../chief-settings.ts';
import type { AppendOutcome, UploadPart, UploadView } from '../chief-uploads.ts';
import { uploadsFolder } from '../content/content-paths.ts';
import { KeyedLock } from '../content/keyed-lock.ts';
import { PartialUpload, type UploadRecord, type UploadWanted } from '../content/partial-upload.ts';
import { type Problem, problem } from '../problem.ts';
import type { AccountSpace, HeldSpace } from '../space/account-space.ts';
import type { AccountDatasets } from './account-datasets.ts';
import type { AccountPackages } from './account-packages.ts';
import type { ActBook } from './act-book.ts';
import { contentProblem } from './content-problem.ts';
import { notFound } from './rights.ts';

export interface AccountUploadsParts {
  readonly home: string;
  readonly store: Pick<Store, 'accounts' | 'datasets'>;
  readonly clock: Clock;
  readonly log: ChiefLog;
  readonly settings: ChiefSettings;
  readonly space: AccountSpace;
  readonly acts: Pick<ActBook, 'tell'>;
  readonly datasets: Pick<AccountDatasets, 'addReceived' | 'uploadBytes' | 'find'>;
  readonly packages: Pick<AccountPackages, 'addReceived' | 'uploadBytes' | 'find'>;
}

/** Unfinished uploads of one account; of those that are finished the last so many are told. */
export const mostUploads = 16;
/** Refusals after which the same bytes may be taken later. */
const passing: readonly string[] = ['over-quota', 'disk-full', 'not-ready', 'stopping'];

/** What came of an upload of which all has come. */
type Completed = Exclude<AppendOutcome, { readonly kind: 'appended' | 'other-offset' }>;

interface Known {
  readonly upload: PartialUpload;
  readonly held: HeldSpace;
}

/** An upload whose time has come, as {@link AccountUploads.due} tells. */
export interface DueUpload {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly bytes: number;
  readonly touchedAtMs: number;
}

/**
 * Uploads of accounts that come in parts. What has come of one counts to the space of its account until it is complete,
 * removed or old, and nobody else sees it or goes on with it, operators included.
 */
export class AccountUploads {
  readonly #parts: AccountUploadsParts;
  readonly #known = new Map<string, Known>();
  readonly #lock = new KeyedLock();
  readonly #under = new Set<Promise<unknown>>();

  constructor(parts: AccountUploadsParts) {
    this.#parts = parts;
  }

  /** Takes up what an earlier chief has left, and removes what nobody can go on with. */
  async start(): Promise<void> {
    const { home, store } = this.#parts;
    const folder = uploadsFolder(home);
    for (const id of await readdir(folder).catch(() => [])) {
      const upload = await PartialUpload.load(folder, id, (record) => this.#became(record));
      const owner = upload === null ? null : await store.accounts.find(upload.record.owner);
      if (upload === null || owner === null || this.#isOld(upload)) await removeTree(join(folder, id));
      else this.#remember(upload);
    }
  }

  /** Ends what comes in, and returns when nothing of it is under way. */
  async stop(): Promise<void> {
    for (const { upload } of this.#known.values()) upload.interrupt();
    await Promise.allSettled(this.#under);
  }

  begin(account: Caller, wanted: UploadWanted): Promise<{ readonly upload: UploadView } | Problem> {
    return this.#lock.hold(`account ${account.name}`, async () => {
      const { kind, name, bytes } = wanted;
      if (kind === 'dataset' && !isDatasetName(name))
        return problem('bad-name', `The name of a dataset takes ${datasetNameRule}.`);
      const maxBytes = this.#maxBytes(wanted);
      if (bytes !== null && bytes > maxBytes) return contentProblem({ kind: 'too-large', maxBytes });
      const { settings, space, clock, home, acts } = this.#parts;
      const open = this.#of(account.name).filter(({ upload }) => upload.record.kept === null);
      if (open.length >= mostUploads)
        return problem(
          'too-many-uploads',
          `The account ${account.name} has ${open.length} unfinished uploads.`,
        );
      if ((bytes ?? 0) > (await space.left(account.name, settings.quotaBytes)))
        return contentProblem({ kind: 'over-quota' });
      const nowMs = clock.wallTimeMs();
      const record = {
        ...({ version: 1, id: randomUUID(), owner: account.name, ...wanted } as const),
        ...{ createdAtMs: nowMs, touchedAtMs: nowMs, kept: null },
      };
      const upload = await PartialUpload.begin(uploadsFolder(home), record);
      this.#remember(upload);
      acts.tell(account, 'an upload was begun', { upload: record.id, kind, bytes });
      return { upload: viewOf(upload) };
    });
  }

  /** The account's own, newest first. */
  list(account: Account): readonly UploadView[] {
    return this.#of(account.name)
      .map(({ upload }) => viewOf(upload))
      .sort((a, b) => b.createdAtMs - a.createdAtMs);
  }

  /** How far one is. A part that is still coming in is ended first: who asks is about to send what is missing. */
  async find(account: Account, id: string): Promise<{ readonly upload: UploadView } | Problem> {
    const known = this.#own(account, id);
    if (known === null) return notFound('upload');
    known.upload.interrupt();
    return this.#lock.hold(id, async () =>
      this.#own(account, id) === null ? notFound('upload') : { upload: viewOf(known.upload) },
    );
  }

  /** Takes the next part; the last one makes it what it was to become. Of two parts at once the later one counts. */
  append(account: Caller, id: string, part: UploadPart): Promise<AppendOutcome> {
    const known = this.#own(account, id);
    if (known === null) return Promise.resolve(notFound('upload'));
    known.upload.interrupt();
    const appended = known.upload.during(part.body, () =>
      this.#lock.hold(id, async () =>
        this.#own(account, id) === null ? notFound('upload') : this.#append(account, known, part),
      ),
    );
    this.#under.add(appended);
    return appended.finally(() => this.#under.delete(appended));
  }

  async remove(account: Caller, id: string): Promise<DeleteOutcome> {
    const known = this.#own(account, id);
    if (known === null) return notFound('upload');
    known.upload.interrupt();
    return this.#lock.hold(id, async () => {
      if (this.#own(account, id) === null) return notFound('upload');
      await this.#forget(known);
      this.#parts.acts.tell(account, 'an upload was given up', { upload: id });
      return { kind: 'deleted' };
    });
  }

  /** Those that nothing was added to for as long as the settings say. */
  due(): readonly DueUpload[] {
    return [...this.#known.values()]
      .filter(({ upload }) => !upload.isActive && this.#isOld(upload))
      .map(({ upload }) => {
        const { id, name, owner, touchedAtMs } = upload.record;
        return { id, name, account: owner, bytes: upload.offset, touchedAtMs };
      });
  }

  /** Removes the one that has waited longest, for a disk that is short; false where none takes anything. */
  async free(): Promise<boolean> {
    const { log } = this.#parts;
    const [oldest] = [...this.#known.values()]
      .filter(({ upload, held }) => !upload.isActive && held.bytes > 0)
      .sort((a, b) => a.upload.record.touchedAtMs - b.upload.record.touchedAtMs);
    if (oldest === undefined) return false;
    const { id, owner } = oldest.upload.record;
    log.warn(
      { upload: id, account: owner, bytes: oldest.upload.offset },
      'an unfinished upload is removed: the disk is short',
    );
    await this.#lock.hold(id, async () => {
      if (!oldest.upload.isActive && this.#known.get(id) === oldest) await this.#forget(oldest);
    });
    return true;
  }

  async #append(account: Caller, known: Known, part: UploadPart): Promise<AppendOutcome> {
    const { upload, held } = known;
    const { bytes, kept } = upload.record;
    const { body, expectedBytes, offset, complete } = part;
    if (offset !== upload.offset) return { kind: 'other-offset', upload: viewOf(upload) };
    // An answer that was lost is asked for again by completing what is complete.
    if (kept !== null && expectedBytes === 0 && complete) return this.#told(account, upload);
    if (kept !== null) return problem('completed-upload', 'The upload is complete; nothing is added to it.');
    const whole = expectedBytes === null ? null : offset + expectedBytes;
    if (bytes !== null && whole !== null && (whole > bytes || (complete && whole < bytes)))
      return problem(
        'inconsistent-upload-length',
        `The upload was to have ${bytes} bytes, and with this part it would have ${whole}.`,
      );
    held.active = true;
    try {
      const maxBytes = bytes ?? this.#maxBytes(upload.record);
      const nowMs = () => this.#parts.clock.wallTimeMs();
      const bounds = { maxBytes, expectedBytes, claim: held.claim, nowMs };
      const appended = await upload.append(body, bounds);
      held.set(upload.offset);
      if (appended.kind === 'too-large' && bytes !== null)
        return problem('inconsistent-upload-length', `The upload was to have ${bytes} bytes, and more came.`);
      if (appended.kind !== 'appended') return contentProblem(appended);
      if (!complete) return { kind: 'appended', upload: viewOf(upload) };
      if (bytes !== null && upload.offset !== bytes)
        return problem(
          'inconsistent-upload-length',
          `The upload was to have ${bytes} bytes, and is to be complete with ${upload.offset}.`,
        );
      return await this.#complete(account, known, part.digest);
    } finally {
      held.set(upload.record.kept === null ? upload.offset : 0);
      held.active = false;
    }
  }

  /** Makes of it what it was to become. What is refused goes, unless the same bytes may be taken later. */
  async #complete(account: Caller, known: Known, wanted: string | null): Promise<AppendOutcome> {
    const { upload, held } = known;
    const { log } = this.#parts;
    const digest = await upload.digest();
    if (wanted !== null && wanted !== digest) {
      await this.#forget(known);
      return problem('digest-mismatch', `The upload came with the digest ${digest}, and not ${wanted}.`);
    }
    try {
      const outcome = await this.#add(account, known, digest);
      if (outcome.kind === 'problem' || outcome.kind === 'refused') {
        if (outcome.kind === 'refused' || !passing.includes(outcome.code)) await this.#forget(known);
        return outcome;
      }
      const kept =
        outcome.kind === 'dataset'
          ? { id: outcome.dataset.id, report: null }
          : { id: outcome.package.digest, report: outcome.report };
      // What is there is there, and whoever was told otherwise would send it once more.
      await upload.keep(kept, this.#parts.clock.wallTimeMs()).catch((error: unknown) => {
        const { id, owner } = upload.record;
        log.warn({ err: error, upload: id, account: owner }, 'what became of an upload could not be noted');
      });
      held.set(0);
      await this.#forgetFinished(upload.record.owner);
      return outcome;
    } finally {
      // A file is moved to where it is to be, also where nothing comes of it then: nobody can go on with it.
      if (upload.record.kept === null && !(await isThere(upload.path))) await this.#forget(known);
    }
  }

  async #add(account: Caller, { upload, held }: Known, digest: string): Promise<Completed> {
    const { datasets, packages } = this.#parts;
    const { id, kind, name, folder } = upload.record;
    const received = { path: upload.path, bytes: upload.offset, digest, discard: async () => {} };
    if (kind === 'package') {
      const outcome = await packages.addReceived(account, received, name, held);
      if (outcome.kind === 'problem' || outcome.kind === 'refused') return outcome;
      return { kind: 'package', package: outcome.package, report: outcome.report };
    }
    const outcome = await datasets.addReceived(account, received, { id, name, folder }, held);
    return outcome.kind === 'added' ? { kind: 'dataset', dataset: outcome.dataset } : outcome;
  }

  /** What became of one that is complete, as long as that is there. */
  async #told(account: Caller, { record: { kind, kept } }: PartialUpload): Promise<Completed> {
    const { datasets, packages } = this.#parts;
    const own = { ...account, admin: false };
    if (kind === 'dataset') {
      const dataset = await datasets.find(own, kept!.id);
      return 'kind' in dataset ? dataset : { kind: 'dataset', dataset };
    }
    const found = await packages.find(own, kept!.id);
    return 'kind' in found ? found : { kind: 'package', package: found, report: kept!.report! };
  }

  /** The dataset that an earlier chief made of an upload, whether or not it could note that: it has the same id. */
  async #became({ id, owner, kind }: UploadRecord): Promise<StoredDataset | null> {
    return kind === 'dataset' ? this.#parts.store.datasets.find(id, owner) : null;
  }

  #remember(upload: PartialUpload): void {
    const { space, settings } = this.#parts;
    const { id, owner, kept } = upload.record;
    const held = space.hold({ account: owner, kind: 'incoming', quotaBytes: settings.quotaBytes });
    held.set(kept === null ? upload.offset : 0);
    held.active = false;
    this.#known.set(id, { upload, held });
  }

  async #forget({ upload, held }: Known): Promise<void> {
    this.#known.delete(upload.record.id);
    await upload.remove();
    await held.release();
  }

  async #forgetFinished(owner: string): Promise<void> {
    const finished = this.#of(owner).filter(({ upload }) => upload.record.kept !== null);
    finished.sort((a, b) => b.upload.record.touchedAtMs - a.upload.record.touchedAtMs);
    for (const known of finished.slice(mostUploads)) await this.#forget(known);
  }

  #own({ name }: Account, id: string): Known | null {
    const known = this.#known.get(id);
    return known?.upload.record.owner === name ? known : null;
  }

  #of(owner: string): Known[] {
    return [...this.#known.values()].filter(({ upload }) => upload.record.owner === owner);
  }

  #isOld({ record: { touchedAtMs } }: PartialUpload): boolean {
    const { settings, clock } = this.#parts;
    const { uploads } = settings.retention;
    return uploads > 0 && touchedAtMs <= clock.wallTimeMs() - uploads * 1000;
  }

  #maxBytes({ kind, folder }: UploadWanted): number {
    const { datasets, packages } = this.#parts;
    return kind === 'package' ? packages.uploadBytes : datasets.uploadBytes(folder);
  }
}

function viewOf(upload: PartialUpload): UploadView {
  const { version: _, owner: __, kept, ...rest } = upload.record;
  return { ...rest, offset: upload.offset, complete: kept !== null };
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
