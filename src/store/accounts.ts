import type { Limits } from '../model/limits.ts';
import { isBlank } from '../model/names.ts';
import type { Act } from './act.ts';
import type { NamedPage, NamedPageRequest } from './page.ts';

export interface Account {
  /** Unique; has the form of all names. */
  readonly name: string;
  /** Sees every account's things and collects no strikes. */
  readonly admin: boolean;
  readonly createdAtMs: number;
  readonly blocked: Block | null;
  /** Strikes since it was last unblocked. */
  readonly strikes: number;
  readonly settings: AccountSettings;
  readonly costs: Costs;
}

/** What somebody has used up, since the account was made or by one job. */
export interface Costs {
  /** Processor time of its code. */
  readonly cpuSeconds: number;
  /** Bytes that it had stored, times the hours that it had them, while a chief served. */
  readonly byteHours: number;
}

export interface Block {
  readonly sinceMs: number;
  readonly reason: string;
  /** What runs or waits of the account ends, too. */
  readonly stops: boolean;
}

/** What came of blocking an account. */
export interface BlockOutcome {
  /** As it is now. */
  readonly account: Account;
  /** The block that was there already, whose time and reason stay. */
  readonly before: Block | null;
}

/** What a reason to block may have. */
export const mostReasonCharacters = 500;

/** What is wrong with a reason to block, as a sentence; null where it says something. */
export function blockReasonProblem(reason: string): string | null {
  if ([...reason].length > mostReasonCharacters)
    return `A reason has at most ${mostReasonCharacters} characters.`;
  return isBlank(reason) ? 'The reason is blank; say in a few words why, which the account is told.' : null;
}

/** What was decided for this account alone; what is left out is as the chief has it for everybody. */
export interface AccountSettings {
  /** Bytes of all that it has. */
  readonly quotaBytes?: number;
  /** Most workers over its running jobs. */
  readonly slots?: number;
  /** Its part where something is short, others having 1. */
  readonly weight?: number;
  /** Jobs that may wait. */
  readonly queuedJobs?: number;
  readonly requestsPerSecond?: number;
  readonly requestBurst?: number;
  readonly limits?: Partial<Limits>;
}

/** Settings by their paths, such as `limits.memory`; null takes one back. */
export type SettingChange = Readonly<Record<string, number | null>>;

/** What settings come to with a change. */
export function changedSettings(before: AccountSettings, change: SettingChange): AccountSettings {
  const { limits, ...direct } = before;
  const paths = new Map<string, number>(Object.entries(direct));
  for (const [name, value] of Object.entries(limits ?? {})) paths.set(`limits.${name}`, value);
  for (const [path, value] of Object.entries(change)) {
    if (value === null) paths.delete(path);
    else paths.set(path, value);
  }
  const of = (isLimit: boolean) =>
    [...paths]
      .filter(([path]) => path.startsWith('limits.') === isLimit)
      .sort(([a], [b]) => (a < b ? -1 : 1));
  const limited = Object.fromEntries(of(true).map(([path, value]) => [path.slice('limits.'.length), value]));
  return { ...Object.fromEntries(of(false)), ...(of(true).length > 0 && { limits: limited }) };
}

/** A change as the audit trail tells it. */
export function changeText(change: SettingChange): string {
  const texts = Object.entries(change).map(([path, value]) => `${path}=${value ?? 'as the chief has it'}`);
  return texts.join(', ');
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
  /** All of them, by name. */
  list(): Promise<readonly Account[]>;
  /** Some of them, by name. */
  page(request: NamedPageRequest): Promise<NamedPage<Account>>;
  /**
   * Blocks an account, audited; one that is blocked keeps its first reason. With `stops` what runs of it ends, too,
   * also where it was blocked before. Null where there is none.
   */
  block(name: string, reason: string, act: Act, stops?: boolean): Promise<BlockOutcome | null>;
  /** Lets an account in again and forgives its strikes, audited. Null where there is none. */
  unblock(name: string, act: Act): Promise<Account | null>;
  /** Decides something for one account, audited. Null where there is none. */
  configure(name: string, change: SettingChange, act: Act): Promise<Account | null>;
  /** Adds to what an account has used up. Nothing happens where there is none. */
  charge(name: string, costs: Costs): Promise<void>;
  /** Forgets an account that has no packages, datasets and jobs any more, with its tokens and strikes, audited. */
  remove(name: string, act: Act): Promise<'removed' | 'in-use' | 'unknown'>;
  /** All zero for an account that does not exist; with null, of all accounts together. */
  usage(name: string | null): Promise<AccountUsage>;
}
