import type { Act } from './act.ts';

/** What is kept of a token; never the token itself. */
export interface StoredToken {
  /** The first digits of the hash; names it in lists and for revoking. */
  readonly id: string;
  readonly account: string;
  /** SHA-256 of the token, 64 hex digits. */
  readonly hash: string;
  readonly createdAtMs: number;
  /** Null: never. */
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
  readonly lastUsedAtMs: number | null;
}

export interface TokenStore {
  /** Stores a new token, audited. `taken`: one of that id is there. */
  create(
    token: Pick<StoredToken, 'id' | 'account' | 'hash' | 'expiresAtMs'>,
    act: Act,
  ): Promise<'created' | 'taken' | 'no-account'>;
  find(id: string): Promise<StoredToken | null>;
  /** Of one account or, with null, of all; oldest first. */
  list(account: string | null): Promise<readonly StoredToken[]>;
  /** Takes a token back for good, audited; one that is revoked already stays as it is. Null where there is none. */
  revoke(id: string, act: Act): Promise<StoredToken | null>;
  /** Notes that a token was used. */
  touch(id: string, atMs: number): Promise<void>;
}
