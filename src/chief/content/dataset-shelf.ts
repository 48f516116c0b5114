import { randomUUID } from 'node:crypto';
import { chmod, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { isName } from '../../model/names.ts';
import type { StoredDataset } from '../../store/datasets.ts';
import { isDiskFull } from '../../store/disk-full-error.ts';
import type { Store } from '../../store/store.ts';
import { contentName, datasetPath, datasetsFolder } from './content-paths.ts';
import { type ReceiveRefusal, receiveUpload, type Upload } from './receive-upload.ts';
import { Shelf } from './shelf.ts';
import { syncTree } from './sync-tree.ts';
import { type UnpackOutcome, unpackFolder } from './unpack-folder.ts';
import type { UnpackRefusal } from './unpack-refusal.ts';

export interface DatasetRequest {
  readonly owner: string;
  /** A name as all names are; user code sees the data under it. */
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
}

export type AddDatasetOutcome =
  | { readonly kind: 'added'; readonly dataset: StoredDataset }
  | { readonly kind: 'over-quota' | 'no-account' }
  | ReceiveRefusal
  | UnpackRefusal;

/** Files and folders of one dataset, and folders above a file. */
const maxMembers = 100_000;
const maxDepth = 32;
/** A tar is larger than what it holds: a header, a long name and padding for each member. */
const tarBytesPerMember = 2048;

/** The datasets of a home: their content on disk and who owns them in the store, kept in step. */
export class DatasetShelf {
  readonly #home: string;
  readonly #store: Pick<Store, 'accounts' | 'datasets'>;
  readonly #shelf: Shelf;

  constructor(home: string, store: Pick<Store, 'accounts' | 'datasets'>) {
    this.#home = home;
    this.#store = store;
    this.#shelf = new Shelf(datasetsFolder(home));
  }

  /** Receives data and gives them to an account. They are on disk when this returns; else nothing of them is. */
  async add(request: DatasetRequest, body: Readable): Promise<AddDatasetOutcome> {
    const { owner, name, folder, quotaBytes, expectedBytes } = request;
    if (!isName(name)) throw new Error('the caller checks names');
    const usage = await this.#store.accounts.usage(owner);
    const leftBytes = quotaBytes - usage.packageBytes - usage.datasetBytes - usage.jobBytes;
    const maxBytes = Math.min(request.maxBytes, leftBytes);
    if (maxBytes < 0) return { kind: 'over-quota' };
    const bodyBytes = folder ? maxBytes + maxMembers * tarBytesPerMember : maxBytes;
    const received = await receiveUpload(this.#home, body, { maxBytes: bodyBytes, expectedBytes });
    if (received.kind !== 'received') return refusalOf(received, request, maxBytes);
    try {
      return refusalOf(await this.#keep(request, received.upload, maxBytes), request, maxBytes);
    } catch (error) {
      if (isDiskFull(error)) return { kind: 'disk-full' };
      throw error;
    } finally {
      await received.upload.discard();
    }
  }

  /** Where user code's copy of a dataset comes from: a file or a folder, to be read only. */
  pathOf({ digest }: StoredDataset): string {
    return datasetPath(this.#home, digest);
  }

  /** Removes a dataset of an account, and its content if no other dataset has the same. */
  async remove(id: string, owner: string): Promise<'removed' | 'in-use' | 'unknown'> {
    const dataset = await this.#store.datasets.find(id, owner);
    if (dataset === null) return 'unknown';
    return this.#shelf.remove(contentName(dataset.digest), async () => {
      const removed = await this.#store.datasets.remove(id, owner);
      const last = removed === 'removed-last';
      return { last, result: last ? 'removed' : removed };
    });
  }

  async #keep(request: DatasetRequest, upload: Upload, maxBytes: number): Promise<AddDatasetOutcome> {
    const { owner, name, folder, quotaBytes, nowMs } = request;
    const beginning = await this.#shelf.begin();
    try {
      const content = await placed(upload, join(beginning, 'data'), folder, maxBytes);
      if (content.kind !== 'unpacked') return content;
      await syncTree(beginning);
      const { digest, bytes } = content;
      const id = randomUUID();
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
}

/** Makes an upload a file or folder at `path`. */
async function placed(
  upload: Upload,
  path: string,
  folder: boolean,
  maxBytes: number,
): Promise<UnpackOutcome> {
  if (folder) {
    await mkdir(path, { mode: 0o755 });
    await chmod(path, 0o755);
    return unpackFolder(upload.path, path, { maxBytes, maxMembers, maxDepth });
  }
  await rename(upload.path, path);
  await chmod(path, 0o644);
  return { kind: 'unpacked', bytes: upload.bytes, digest: upload.digest };
}

/** An upload that exceeds what is left of the quota, but not the bound of a dataset, is refused as over the quota. */
function refusalOf(outcome: AddDatasetOutcome, request: DatasetRequest, maxBytes: number): AddDatasetOutcome {
  if (outcome.kind !== 'too-large') return outcome;
  return maxBytes < request.maxBytes
    ? { kind: 'over-quota' }
    : { kind: 'too-large', maxBytes: request.maxBytes };
}
