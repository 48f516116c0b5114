import type { Clock } from '../../model/clock.ts';
import { datasetNameRule, isDatasetName } from '../../model/names.ts';
import type { Account } from '../../store/accounts.ts';
import type { StoredDataset } from '../../store/datasets.ts';
import type { Page, PageRequest } from '../../store/page.ts';
import type { Store } from '../../store/store.ts';
import type { Caller } from '../caller.ts';
import type { DatasetOutcome, DeleteOutcome, Upload } from '../chief.ts';
import type { ChiefSettings } from '../chief-settings.ts';
import { bodyBytesOf, type DatasetShelf } from '../content/dataset-shelf.ts';
import type { Upload as Received } from '../content/receive-upload.ts';
import { type Problem, problem } from '../problem.ts';
import type { HeldSpace } from '../space/account-space.ts';
import type { ActBook } from './act-book.ts';
import { contentProblem } from './content-problem.ts';
import { notFound, ownerFor } from './rights.ts';

export interface AccountDatasetsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: ChiefSettings;
  readonly shelf: DatasetShelf;
  readonly acts: ActBook;
}

/** The data of accounts. */
export class AccountDatasets {
  readonly #parts: AccountDatasetsParts;

  constructor(parts: AccountDatasetsParts) {
    this.#parts = parts;
  }

  async add(
    account: Caller,
    upload: Upload & { readonly name: string; readonly folder: boolean },
  ): Promise<DatasetOutcome> {
    const { shelf, settings, clock } = this.#parts;
    const { body, expectedBytes, name, folder } = upload;
    if (!isDatasetName(name)) return problem('bad-name', `The name of a dataset takes ${datasetNameRule}.`);
    const { datasetBytes: maxBytes, quotaBytes } = settings;
    const request = { owner: account.name, name, folder, expectedBytes, maxBytes, quotaBytes };
    const added = await shelf.add({ ...request, nowMs: clock.wallTimeMs() }, body);
    return added.kind === 'added' ? this.#told(account, added) : contentProblem(added);
  }

  /** The same with a body that came before, in space that it has, and with an id that is the sender's to find it by. */
  async addReceived(
    account: Caller,
    received: Received,
    { name, folder, id }: { readonly name: string; readonly folder: boolean; readonly id: string },
    { claim }: HeldSpace,
  ): Promise<DatasetOutcome> {
    const { shelf, settings, clock } = this.#parts;
    const { datasetBytes: maxBytes, quotaBytes } = settings;
    const request = { owner: account.name, name, folder, id, expectedBytes: null, maxBytes, quotaBytes };
    const added = await shelf.addReceived({ ...request, nowMs: clock.wallTimeMs() }, received, claim);
    return added.kind === 'added' ? this.#told(account, added) : contentProblem(added);
  }

  /** Most bytes of the body of an upload. */
  uploadBytes(folder: boolean): number {
    return bodyBytesOf(this.#parts.settings.datasetBytes, folder);
  }

  /** As if it were uploaded, of content that the account has already. */
  async addKnown(
    account: Caller,
    known: { readonly name: string; readonly folder: boolean; readonly digest: string },
  ): Promise<DatasetOutcome> {
    const { shelf, settings, clock } = this.#parts;
    if (!isDatasetName(known.name))
      return problem('bad-name', `The name of a dataset takes ${datasetNameRule}.`);
    const { quotaBytes } = settings;
    const added = await shelf.addKnown({
      ...known,
      ...{ owner: account.name, quotaBytes, nowMs: clock.wallTimeMs() },
    });
    if (added.kind === 'unknown') return notFound('dataset');
    return added.kind === 'added' ? this.#told(account, added) : contentProblem(added);
  }

  list(account: Account, page: PageRequest): Promise<Page<StoredDataset>> {
    return this.#parts.store.datasets.list(ownerFor(account), page);
  }

  async find(account: Account, id: string): Promise<StoredDataset | Problem> {
    return (await this.#parts.store.datasets.find(id, ownerFor(account))) ?? notFound('dataset');
  }

  async remove(account: Caller, id: string): Promise<DeleteOutcome> {
    const found = await this.#parts.store.datasets.find(id, ownerFor(account));
    const removed = found === null ? 'unknown' : await this.#parts.shelf.remove(id, found.owner);
    if (found === null || removed === 'unknown') return notFound('dataset');
    if (removed === 'in-use') return problem('in-use', 'Jobs that have not ended need this dataset.');
    const deed = { action: 'dataset-deleted', owner: found.owner, subject: id, detail: found.name } as const;
    await this.#parts.acts.did(account, 'a dataset was deleted', deed);
    return { kind: 'deleted' };
  }

  #told<Added extends { readonly dataset: StoredDataset }>(account: Caller, added: Added): Added {
    const { id, bytes } = added.dataset;
    this.#parts.acts.tell(account, 'a dataset was added', { dataset: id, bytes });
    return added;
  }
}
