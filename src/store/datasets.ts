import type { Page, PageRequest } from './page.ts';

/** One upload of data. Uploads of the same content share their bytes on disk. */
export interface StoredDataset {
  /** Grows with every upload; orders lists. */
  readonly sequence: number;
  readonly id: string;
  readonly owner: string;
  /** What user code sees it under. */
  readonly name: string;
  /** `sha256:` and 64 hex digits over the content. */
  readonly digest: string;
  /** Of a file, its length; of a folder the space it takes: blocks of 4 KiB, and 512 bytes for each member. */
  readonly bytes: number;
  /** A folder rather than a file. */
  readonly folder: boolean;
  readonly createdAtMs: number;
  /** When a job last had it, or else when it was added. */
  readonly lastUsedAtMs: number;
  /** Jobs that have it and are still there; no more than `mostCountedJobs` are counted. */
  readonly jobs: number;
}

export type NewDataset = Omit<StoredDataset, 'sequence' | 'lastUsedAtMs' | 'jobs'>;

export interface DatasetStore {
  /** `over-quota`: as with packages. The caller makes the id. */
  add(dataset: NewDataset, quotaBytes: number): Promise<'added' | 'over-quota' | 'no-account'>;
  /** Null also where it is another account's; with null for owner, whoever's. */
  find(id: string, owner: string | null): Promise<StoredDataset | null>;
  /** One of an account's own that has this content: one of that name where there is one, else the newest; or null. */
  findContent(owner: string, digest: string, name: string): Promise<StoredDataset | null>;
  /** Newest first, of one account or, with null, of all. */
  list(owner: string | null, page: PageRequest): Promise<Page<StoredDataset>>;
  /** `removed-last`: no other dataset has that content, so it must go. `in-use`: jobs that have not ended need it. */
  remove(id: string, owner: string): Promise<'removed' | 'removed-last' | 'in-use' | 'unknown'>;
  /** No other dataset has the content of this one. */
  isOnlyOne(id: string): Promise<boolean>;
  /** So many that no job has any more and whose last use was before that time, the longest unused first. */
  unusedSince(beforeMs: number, most: number): Promise<readonly StoredDataset[]>;
  /** Digests of all content. */
  digests(): Promise<ReadonlySet<string>>;
}
