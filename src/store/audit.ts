import type { Act } from './act.ts';
import type { Page, PageRequest } from './page.ts';

export const auditActions = [
  'account-created',
  'account-blocked',
  'account-unblocked',
  'account-configured',
  'account-stopped',
  'account-deleted',
  'token-created',
  'token-rotated',
  'token-revoked',
  'webhook-set',
  'webhook-rotated',
  'webhook-removed',
  'incident-noted',
  'strike',
  'package-purged',
  'package-deleted',
  'dataset-deleted',
  'job-cancelled',
  'job-resumed',
  'job-deleted',
  'chief-drained',
  'chief-undrained',
  'chief-swept',
] as const;

export type AuditAction = (typeof auditActions)[number];

/** Incidents of one account that the trail keeps; a note beyond them replaces the oldest. */
export const mostNotes = 250;
/** What a row counts for, in bytes: what is kept of strangers' words is cut to half of it. */
export const auditRowBytes = 1024;

/**
 * What happened to an account or a thing of one, who did it and when. Rows are never changed; those go that have
 * become old, and the oldest of too many `incident-noted` of one account.
 */
export interface AuditRow extends Required<Act> {
  readonly sequence: number;
  /** The account concerned; null where it concerns several or none. */
  readonly account: string | null;
  readonly action: AuditAction;
  /** A token's id, a package's digest or a job's id. */
  readonly subject: string | null;
  /** For people. */
  readonly detail: string;
}

export type NewAuditRow = Omit<AuditRow, 'sequence' | keyof Act> & Act;

/** Which rows are wanted; what is left out does not matter. */
export interface AuditFilter extends Partial<Pick<AuditRow, 'actor' | 'action'>> {
  readonly subject?: string;
  /** From this time on, and before that one, in milliseconds since the epoch. */
  readonly sinceMs?: number;
  readonly untilMs?: number;
}

export interface AuditStore {
  add(row: NewAuditRow): Promise<void>;
  /** Newest first, of one account or, with null, of all, and of them those that the filter lets through. */
  list(account: string | null, page: PageRequest, filter?: AuditFilter): Promise<Page<AuditRow>>;
  /** Removes at most so many rows from before that time, the oldest first, and returns how many. */
  forgetBefore(beforeMs: number, most: number): Promise<number>;
  /** How many rows are from before that time. */
  countBefore(beforeMs: number): Promise<number>;
}
