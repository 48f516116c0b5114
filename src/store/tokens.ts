import type { Act } from './act.ts';
import type { Page, PageRequest } from './page.ts';
import type { TokenScope } from './token-scopes.ts';

/** What is kept of a token; never the token itself. */
export interface StoredToken {
  /** The first digits of the hash; names it in lists and for revoking. */
  readonly id: string;
  readonly account: string;
  /** What it is for, in its maker's words; may be empty. */
  readonly label: string;
  readonly scopes: readonly TokenScope[];
  /** SHA-256 of the token, 64 hex digits. */
  readonly hash: string;
  readonly createdAtMs: number;
  /** Null: never. */
  readonly expiresAtMs: number | null;
  /** How long it was made to live, in milliseconds, whatever ended it sooner; null: for ever. */
  readonly lifetimeMs: number | null;
  readonly revokedAtMs: number | null;
  /** When and from which address it was last seen to be used, to the minute. */
  readonly lastUsedAtMs: number | null;
  readonly lastUsedFrom: string | null;
}

/** One of a list, in which it has its place by the order of their making. */
export interface ListedToken extends StoredToken {
  readonly sequence: number;
}

/** Without a label it has none, and without scopes it is an author's. */
export type NewToken = Pick<StoredToken, 'id' | 'account' | 'hash' | 'expiresAtMs'> &
  Partial<Pick<StoredToken, 'label' | 'scopes'>>;

export interface TokenStore {
  /** Stores a new token, audited. `taken`: one of that id is there. */
  create(token: NewToken, act: Act): Promise<'created' | 'taken' | 'no-account'>;
  /**
   * Stores a token in place of another, whose account, label and scopes it has, audited; the other one ends at
   * `endsAtMs` unless it does so before. `unknown`: there is no such other one, or it was revoked.
   */
  replace(
    id: string,
    token: Pick<StoredToken, 'id' | 'hash' | 'expiresAtMs'>,
    endsAtMs: number,
    act: Act,
  ): Promise<'created' | 'taken' | 'unknown'>;
  find(id: string): Promise<StoredToken | null>;
  /** Of one account or, with null, of all; newest first. */
  list(account: string | null, page: PageRequest): Promise<Page<ListedToken>>;
  /** Takes a token back for good, audited; one that is revoked already stays as it is. Null where there is none. */
  revoke(id: string, act: Act): Promise<StoredToken | null>;
  /** Notes that a token was used, and from which address. */
  touch(id: string, atMs: number, from: string | null): Promise<void>;
  /** Forgets at most so many that were revoked or expired before that time, and returns how many. */
  forgetEnded(beforeMs: number, most: number): Promise<number>;
  /** How many were. */
  countEnded(beforeMs: number): Promise<number>;
}

/** What the audit says of a token that was made. */
export function tokenDetail({ label, scopes, expiresAtMs }: Required<NewToken>): string {
  const ends = expiresAtMs === null ? 'never expires' : `expires ${new Date(expiresAtMs).toISOString()}`;
  const named = label === '' ? '' : `; ${label}`;
  return `${scopes.join(', ')}; ${ends}${named}`;
}
