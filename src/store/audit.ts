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

/** Incidents of one account that the trail keeps; a note beyond them replaces the oldest. */
export const mostNotes = 250;
/** What a row counts for, in bytes: what is kept of strangers' words is cut to half of it. */
export const auditRowBytes = 1024;

/**
 * What happened to an account or a package, who did it and when. Rows are never changed, and none is removed but the
 * oldest of too many `incident-noted` of one account.
 */
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
