import { isName, nameRule, saidText } from '../../model/names.ts';
import type { Act } from '../../store/act.ts';
import type { Store } from '../../store/store.ts';
import { adminScopes, type TokenScope, usualScopes } from '../../store/token-scopes.ts';
import type { StoredToken } from '../../store/tokens.ts';
import { newToken, type TokenText } from './token-text.ts';

/** How long the token before a new one stays valid, so that a lost answer locks nobody out. */
const overlapMs = 60_000;

/** The first account; always an admin's. */
export const adminAccount = 'admin';

export interface TokenRequest {
  readonly account: string;
  /** Whether the account is to be an admin's: a new one is made so, and one that exists must be so already. */
  readonly admin: boolean;
  /** Null: valid until revoked. */
  readonly expiresAtMs: number | null;
  /** What it is for; left out: nothing is said. */
  readonly label?: string;
  /** Left out: an author's, or those of an admin for an admin's account. */
  readonly scopes?: readonly TokenScope[];
  /** False: not for an admin's account, whatever has become of it meanwhile. */
  readonly forAdmins?: boolean;
}

export type IssueOutcome =
  | { readonly kind: 'issued'; readonly token: TokenText; readonly madeAccount: boolean }
  /**
   * One sentence: the name breaks the rule for names, or the account exists and is not an admin's although one was
   * asked for, a scope that only an admin's has, or an admin's account that it may not be for.
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
  const label = saidText(request.label) ?? '';
  if (!isName(name)) return refused(`An account's name takes ${nameRule}.`);
  const present = await store.accounts.find(name);
  const admin = present?.admin ?? (request.admin || name === adminAccount);
  if (request.admin && !admin)
    return refused(
      `The account ${name} is there already and is not an admin's; leave out --admin, or name another.`,
    );
  if (admin && request.forAdmins === false)
    return refused(`The account ${name} is an admin's, for which only an admin makes tokens.`);
  const { scopes = usualScopes(admin) } = request;
  const forAdmins = scopes.find((scope) => adminScopes.includes(scope));
  if (!admin && forAdmins !== undefined)
    return refused(`The scope ${forAdmins} is for tokens of an admin's account, and ${name} is none.`);
  const made = await store.accounts.create({ name, admin }, act);
  const wanted = { account: name, expiresAtMs, label, scopes };
  const token = await storedToken((text) => store.tokens.create({ ...text, ...wanted }, act));
  if (token === null) throw new Error(`the account ${name} was there and is gone`);
  return { kind: 'issued', token, madeAccount: made !== null };
}

/**
 * Makes a token in place of another, with its account, label and scopes, which is to live as long anew; the other one
 * ends in a minute. Null where there is no such other one any more.
 */
export async function rotateToken(
  store: Pick<Store, 'tokens'>,
  { id, lifetimeMs }: Pick<StoredToken, 'id' | 'lifetimeMs'>,
  act: Act,
): Promise<{ readonly token: TokenText; readonly expiresAtMs: number | null } | null> {
  const expiresAtMs = lifetimeMs === null ? null : act.atMs + lifetimeMs;
  const ends = act.atMs + overlapMs;
  const token = await storedToken((text) => store.tokens.replace(id, { ...text, expiresAtMs }, ends, act));
  return token && { token, expiresAtMs };
}

/** Makes tokens until one is stored under an id that is free; null where it belongs to nothing. */
async function storedToken(
  store: (token: Pick<TokenText, 'id' | 'hash'>) => Promise<'created' | 'taken' | 'no-account' | 'unknown'>,
): Promise<TokenText | null> {
  for (;;) {
    const token = newToken();
    const { id, hash } = token;
    const outcome = await store({ id, hash });
    if (outcome === 'created') return token;
    if (outcome !== 'taken') return null;
  }
}

function refused(message: string): IssueOutcome {
  return { kind: 'refused', message };
}
