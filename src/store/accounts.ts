import type { Act } from './act.ts';

export interface Account {
  /** Unique; has the form of all names. */
  readonly name: string;
  /** Sees every account's things and collects no strikes. */
  readonly admin: boolean;
  readonly createdAtMs: number;
  readonly blocked: { readonly sinceMs: number; readonly reason: string } | null;
  /** Strikes since it was last unblocked. */
  readonly strikes: number;
}

/** Bytes that an account has stored. Content that several accounts own counts for each of them. */
export interface AccountUsage {
  readonly packageBytes: number;
  readonly datasetBytes: number;
  /** Installed libraries that its jobs have run with, as long as the engine keeps them. */
  readonly libraryBytes: number;
  /** Results, logs and what else jobs keep. */
  readonly jobBytes: number;
  /** Kept results of jobs that can go on. */
  readonly cacheBytes: number;
  /** Replay bundles. */
  readonly bundleBytes: number;
  /** Rows of the audit trail that note what its code did. */
  readonly auditBytes: number;
}

/** All that counts against an account's quota. */
export function storedBytes(usage: AccountUsage): number {
  const { packageBytes, datasetBytes, libraryBytes, jobBytes, cacheBytes, bundleBytes, auditBytes } = usage;
  return packageBytes + datasetBytes + libraryBytes + jobBytes + cacheBytes + bundleBytes + auditBytes;
}

export interface AccountStore {
  /** Makes an account, audited; null where one of that name is there already, which is left as it is. */
  create(account: Pick<Account, 'name' | 'admin'>, act: Act): Promise<Account | null>;
  find(name: string): Promise<Account | null>;
  /** By name. */
  list(): Promise<readonly Account[]>;
  /** Blocks an account, audited; one that is blocked keeps its first reason. Null where there is none. */
  block(name: string, reason: string, act: Act): Promise<Account | null>;
  /** Lets an account in again and forgives its strikes, audited. Null where there is none. */
  unblock(name: string, act: Act): Promise<Account | null>;
  /** All zero for an account that does not exist; with null, of all accounts together. */
  usage(name: string | null): Promise<AccountUsage>;
}
