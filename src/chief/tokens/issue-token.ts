import { isName, nameRule } from '../../model/names.ts';
import type { Act } from '../../store/act.ts';
import type { Store } from '../../store/store.ts';
import { newToken, type TokenText } from './token-text.ts';

/** The first account; always an admin's. */
export const adminAccount = 'admin';

export interface TokenRequest {
  readonly account: string;
  /** Whether the account is to be an admin's: a new one is made so, and one that exists must be so already. */
  readonly admin: boolean;
  /** Null: valid until revoked. */
  readonly expiresAtMs: number | null;
}

export type IssueOutcome =
  | { readonly kind: 'issued'; readonly token: TokenText; readonly madeAccount: boolean }
  /**
   * One sentence: the name breaks the rule for names, or the account exists and is not an admin's although one was
   * asked for.
   */
  | { readonly kind: 'refused'; readonly message: string };

/**
 * Makes a token, and its account where that is new. Only what is returned holds the token: the store keeps its hash.
 */
export async function issueToken(
  store: Pick<Store, 'accounts' | 'tokens'>,
  request: TokenRequest,
  act: Act,
): Promise<IssueOutcome> {
  const { account: name, expiresAtMs } = request;
  if (!isName(name)) return refused(`An account's name takes ${nameRule}.`);
  const made = await store.accounts.create({ name, admin: request.admin || name === adminAccount }, act);
  if (made === null && request.admin && (await store.accounts.find(name))?.admin === false)
    return refused(
      `The account ${name} is there already and is not an admin's; leave out --admin, or name another.`,
    );
  for (;;) {
    const token = newToken();
    const { id, hash } = token;
    const stored = await store.tokens.create({ id, account: name, hash, expiresAtMs }, act);
    if (stored === 'created') return { kind: 'issued', token, madeAccount: made !== null };
    if (stored === 'no-account') throw new Error(`the account ${name} was there and is gone`);
  }
}

function refused(message: string): IssueOutcome {
  return { kind: 'refused', message };
}
