import type { Account } from '../../store/accounts.ts';
import { isDiskFull } from '../../store/disk-full-error.ts';
import type { Store } from '../../store/store.ts';
import type { StoredToken } from '../../store/tokens.ts';
import { isSameHash, readToken } from './token-text.ts';

export type Verification =
  /** The account may be blocked: its token is valid all the same, and the caller has to look. */
  | { readonly kind: 'valid'; readonly account: Account; readonly token: StoredToken }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired' | 'revoked'; readonly token: StoredToken };

/** A token's use is noted only when the last noted use is this old, so that not every request costs a write. */
const touchEveryMs = 60_000;

/** Says whose a presented token is. `from` is the address that it came from, which is noted with its use. */
export async function verifyToken(
  store: Pick<Store, 'accounts' | 'tokens'>,
  presented: string,
  nowMs: number,
  from: string | null = null,
): Promise<Verification> {
  const read = readToken(presented);
  if (read === null) return { kind: 'unknown' };
  const token = await store.tokens.find(read.id);
  if (token === null || !isSameHash(token.hash, read.hash)) return { kind: 'unknown' };
  if (token.revokedAtMs !== null) return { kind: 'revoked', token };
  if (token.expiresAtMs !== null && token.expiresAtMs <= nowMs) return { kind: 'expired', token };
  const account = await store.accounts.find(token.account);
  if (account === null) return { kind: 'unknown' };
  if (nowMs - (token.lastUsedAtMs ?? 0) >= touchEveryMs)
    await store.tokens.touch(token.id, nowMs, from).catch((error: unknown) => {
      // Who may read may do so also where nothing can be written.
      if (!isDiskFull(error)) throw error;
    });
  return { kind: 'valid', account, token };
}
