import type { Store } from '../../store/store.ts';
import type { SessionOutcome } from '../chief.ts';
import { problem } from '../problem.ts';
import { issueToken } from './issue-token.ts';
import { useCode } from './one-time-code.ts';

const lifetimeMs = 12 * 3600 * 1000;

/** Makes a token for whoever has a one-time code of this home, audited as an act of its account. */
export async function beginSession(
  { home, store }: { readonly home: string; readonly store: Pick<Store, 'accounts' | 'tokens'> },
  code: string,
  { from, nowMs }: { readonly from: string; readonly nowMs: number },
): Promise<SessionOutcome> {
  const name = await useCode(home, code, nowMs);
  const account = name === null ? null : await store.accounts.find(name);
  if (account === null) return { kind: 'none' };
  if (account.blocked !== null)
    return problem('account-blocked', `The account is blocked: ${account.blocked.reason}`);
  const expiresAtMs = nowMs + lifetimeMs;
  const wanted = { account: account.name, admin: account.admin, expiresAtMs, label: 'butcher open' };
  const issued = await issueToken(store, wanted, { actor: account.name, atMs: nowMs, from });
  if (issued.kind === 'refused') throw new Error(issued.message);
  const { name: whose, admin } = account;
  return { kind: 'begun', token: issued.token.text, account: whose, admin, expiresAtMs };
}
