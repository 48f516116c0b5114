import { randomUUID } from 'node:crypto';
import { chmod, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { isDatasetName } from '../../model/names.ts';
import type { StoredDataset } from '../../store/datasets.ts';
import { isDiskFull } from '../../store/disk-full-error.ts';
import type { Store } from '../../store/store.ts';
import { Turns } from '../../turns/turns.ts';
import type { AccountSpace } from '../space/account-space.ts';
import type { Claim } from './claim.ts';
import { contentName, datasetPath, datasetsFolder } from './content-paths.ts';
import { type ReceiveRefusal, receiveUpload, type Upload } from './receive-upload.ts';
import { Shelf } from './shelf.ts';
import { syncTree } from './sync-tree.ts';
import type { UnpackOutcome } from './unpack-folder.ts';
import { unpackInThread } from './unpack-in-thread.ts';
import type { UnpackRefusal } from './unpack-refusal.ts';

export interface DatasetRequest {
  readonly owner: string;
  /** User code sees the data under it. */
  readonly name: string;
  /** The body is a tar to unpack. */
  readonly folder: boolean;
  /** What the sender said that it sends; null where it did not. */
  readonly expectedBytes: number | null;
  /** Most bytes of one dataset. */
  readonly maxBytes: number;
  /** Most bytes that the account may have stored. */
  readonly quotaBytes: number;
  readonly nowMs: number;
  /** Of the dataset; left out: a new one. */
  readonly id?: string;
}

/** Content that an account has already, under a name. */
export type KnownContent = Pick<DatasetRequest, 'owner' | 'name' | 'folder' | 'quotaBytes' | 'nowMs'> & {
  readonly digest: string;
};

export type AddDatasetOutcome =
  | { readonly kind: 'added'; readonly dataset: StoredDataset }
  | { readonly kind: 'over-quota' | 'no-account' }
  | ReceiveRefusal
  | UnpackRefusal;

/** Files and folders of one dataset, and folders above a file. */
const maxMembers = 100_000;
const maxDepth = 32;
const maxNameBytes = 32 * 1024 * 1024;
/** A tar is larger than what it holds: a header, a long name and padding for each member. */
const tarBytesPerMember = 2048;

/** Folders that are unpacked at once: each takes a core, and memory for the names of all of its members. */
const unpackingAtOnce = { atOnce: 2, perAccount: 1 };
/** Nobody stops waiting for a turn: what was received has its answer. */
const never = new AbortController().signal;

/** The datasets of a home: their content on disk and who owns them in the store, kept in step. */
export class DatasetShelf {
  readonly #home: string;
  readonly #store: Pick<Store, 'datasets'>;
  readonly #space: AccountSpace;
  readonly #unpack: typeof unpackInThread;
  readonly #shelf: Shelf;
  readonly #unpacking = new Turns(unpackingAtOnce);

  /** `unpack`: as `unpackFolder` does. */
  constructor(
    home: string,
    store: Pick<Store, 'datasets'>,
    space: AccountSpace,
    unpack: typeof unpackInThread = unpackInThread,
  ) {
    this.#home = home;
    this.#store = store;
    this.#space = space;
    this.#unpack = unpack;
    this.#shelf = new Shelf(datasetsFolder(home));
  }

  /** Receives data and gives them to an account. They are on disk when this returns; else nothing of them is. */
  async add(request: DatasetRequest, body: Readable): Promise<AddDatasetOutcome> {
    const { owner, name, folder, quotaBytes, expectedBytes } = request;
    if (!isDatasetName(name)) throw new Error('the caller checks names');
    const maxBytes = Math.min(request.maxBytes, await this.#space.left(owner, quotaBytes));
    if (maxBytes < 0) return { kind: 'over-quota' };
    const bodyBytes = bodyBytesOf(maxBytes, folder);
    const held = this.#space.hold({ account: owner, kind: 'incoming', quotaBytes });
    try {
      const bounds = { maxBytes: bodyBytes, expectedBytes, claim: held.claim };
      const received = await receiveUpload(this.#home, body, bounds);
      if (received.kind !== 'received') return refusalOf(received, request, maxBytes);
      const { upload } = received;
      const kept = await this.#keep(request, upload, maxBytes, held.claim).finally(() => upload.discard());
      return refusalOf(kept, request, maxBytes);
    } catch (error) {
      if (isDiskFull(error)) return { kind: 'disk-full' };
      throw error;
    } finally {
      await held.release();
    }
  }

  /**
   * The same with a body that came before, in space that is claimed already. A file is moved from where it is, a tar
   * left there.
   */
  async addReceived(request: DatasetRequest, upload: Upload, claim: Claim): Promise<AddDatasetOutcome> {
    if (!isDatasetName(request.name)) throw new Error('the caller checks names');
    try {
      return await this.#keep(request, upload, request.maxBytes, claim);
    } catch (error) {
      if (isDiskFull(error)) return { kind: 'disk-full' };
      throw error;
    }
  }

  /**
   * Gives an account content that it has already once more, under another name; where it has it under that name, this
   * is the dataset. `unknown` where it does not have it: whether others do makes no difference, not even in time.
   */
  async addKnown(known: KnownContent): Promise<AddDatasetOutcome | { readonly kind: 'unknown' }> {
    const { owner, name, folder, digest, quotaBytes, nowMs } = known;
    const { datasets } = this.#store;
    const find = async () => {
      const own = await datasets.findContent(owner, digest, name);
      return own?.folder === folder ? own : null;
    };
    if ((await find()) === null) return { kind: 'unknown' };
    return this.#shelf.hold(contentName(digest), async () => {
      const own = await find();
      if (own === null) return { kind: 'unknown' };
      if (own.name === name) return { kind: 'added', dataset: own };
      const id = randomUUID();
      const again = { id, owner, name, digest, bytes: own.bytes, folder, createdAtMs: nowMs };
      const added = await datasets.add(again, quotaBytes);
      if (added !== 'added') return { kind: added };
      const dataset = await datasets.find(id, owner);
      if (dataset === null) throw new Error(`the dataset ${id} was stored and is gone`);
      return { kind: 'added', dataset };
    });
  }

  /** Where user code's copy of a dataset comes from: a file or a folder, to be read only. */
  pathOf({ digest }: StoredDataset): string {
    return datasetPath(this.#home, digest);
  }

  /** Removes a dataset of an account, and its content if no other dataset has the same. */
  async remove(id: string, owner: string): Promise<'removed' | 'in-use' | 'unknown'> {
    const dataset = await this.#store.datasets.find(id, owner);
    if (dataset === null) return 'unknown';
    return this.#shelf.remove(
      contentName(dataset.digest),
      async () => {
        const removed = await this.#store.datasets.remove(id, owner);
        const last = removed === 'removed-last';
        return { last, result: last ? 'removed' : removed };
      },
      () => this.#store.datasets.isOnlyOne(id),
    );
  }

  async #keep(
    request: DatasetRequest,
    upload: Upload,
    maxBytes: number,
    total: Claim,
  ): Promise<AddDatasetOutcome> {
    // A tar goes when what it holds is there, and counts no more than the larger of both.
    const claim: Claim = (totalBytes) => total(Math.max(totalBytes, upload.bytes));
    const { owner, name, folder, quotaBytes, nowMs, id = randomUUID() } = request;
    const beginning = await this.#shelf.begin();
    try {
      const path = join(beginning, 'data');
      const content = folder
        ? await this.#unpacking.take([owner], never, () => this.#unpacked(upload, path, maxBytes, claim))
        : await placed(upload, path);
      if (content.kind !== 'unpacked') return content;
      await syncTree(beginning);
      const { digest, bytes } = content;
      return await this.#shelf.place<AddDatasetOutcome>(beginning, contentName(digest), async () => {
        const added = await this.#store.datasets.add(
          { id, owner, name, digest, bytes, folder, createdAtMs: nowMs },
          quotaBytes,
        );
        if (added !== 'added') return { keep: false, result: { kind: added } };
        const dataset = await this.#store.datasets.find(id, owner);
        if (dataset === null) throw new Error(`the dataset ${id} was stored and is gone`);
        return { keep: true, result: { kind: 'added', dataset } };
      });
    } finally {
      await rm(beginning, { recursive: true, force: true });
    }
  }

  /** Makes a folder at `path` of what a tar holds. */
  async #unpacked(upload: Upload, path: string, maxBytes: number, claim: Claim): Promise<UnpackOutcome> {
    await mkdir(path, { mode: 0o755 });
    await chmod(path, 0o755);
    const bounds = { maxBytes, maxMembers, maxDepth, maxNameBytes };
    return this.#unpack(upload.path, path, bounds, claim);
  }
}

/** Most bytes of the body that brings so many bytes of data. */
export function bodyBytesOf(maxBytes: number, folder: boolean): number {
  return folder ? maxBytes + maxMembers * tarBytesPerMember : maxBytes;
}

/** Makes an upload a file at `path`. */
async function placed({ path: from, bytes, digest }: Upload, path: string): Promise<UnpackOutcome> {
  await rename(from, path);
  await chmod(path, 0o644);
  return { kind: 'unpacked', bytes, digest };
}

/** An upload that exceeds what is left of the quota, but not the bound of a dataset, is refused as over the quota. */
function refusalOf(outcome: AddDatasetOutcome, request: DatasetRequest, maxBytes: number): AddDatasetOutcome {
  if (outcome.kind !== 'too-large') return outcome;
  return maxBytes < request.maxBytes
    ? { kind: 'over-quota' }
    : { kind: 'too-large', maxBytes: request.maxBytes };
}
