import type { Act } from './act.ts';
import type { Page, PageRequest } from './page.ts';

export type AuditAction =
  | 'account-created'
  | 'account-blocked'
  | 'account-unblocked'
  | 'token-created'
  | 'token-revoked'
  | 'incident-noted'
  | 'strike'
  | 'package-purged';

/** What happened to an account or a package, who did it and when. Rows are never changed or removed. */
export interface AuditRow extends Act {
  readonly sequence: number;
  /** The account concerned; null where it concerns several or none. */
  readonly account: string | null;
  readonly action: AuditAction;
  /** A token's id, a package's digest or a job's id. */
  readonly subject: string | null;
  /** For people. */
  readonly detail: string;
}

export interface AuditStore {
  add(row: Omit<AuditRow, 'sequence'>): Promise<void>;
  /** Newest first, of one account or, with null, of all. */
  list(account: string | null, page: PageRequest): Promise<Page<AuditRow>>;
}
