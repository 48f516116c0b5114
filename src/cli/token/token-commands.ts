import { issueToken } from '../../chief/tokens/issue-token.ts';
import { readLifetime } from '../../chief/tokens/read-lifetime.ts';
import { systemClock } from '../../model/clock.ts';
import { allPages } from '../../store/page.ts';
import type { Store } from '../../store/store.ts';
import { tokenScopes } from '../../store/token-scopes.ts';
import type { ListedToken } from '../../store/tokens.ts';
import { inertLine } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import { shortTime } from '../display/text-table.ts';
import { ownConfig } from '../home/own-config.ts';
import { UsageError } from '../usage-error.ts';
import { hasStore, withNewStore, withStore } from '../with-store.ts';
import { meantToken, showTokens } from './shown-tokens.ts';

export interface CreateFlags {
  readonly admin?: true;
  readonly expires?: string;
  readonly label?: string;
  readonly scope?: readonly string[];
}

/** Kept of a label. */
const mostLabelCharacters = 100;
/** Prints the new token alone on stdout; what else is worth knowing goes to stderr. */
export async function createToken(account: string, flags: CreateFlags, io: CliIo): Promise<void> {
  const atMs = systemClock.wallTimeMs();
  const lifetimeMs = flags.expires === undefined ? null : readLifetime(flags.expires);
  if (typeof lifetimeMs === 'object' && lifetimeMs !== null)
    throw new UsageError(`--expires ${lifetimeMs.problem}.`);
  const expiresAtMs = lifetimeMs === null ? null : atMs + lifetimeMs;
  const { admin = false, label, scope } = flags;
  if (label !== undefined && label.length > mostLabelCharacters)
    throw new UsageError(`--label takes at most ${mostLabelCharacters} characters.`);
  const request = {
    ...{ account, admin, expiresAtMs },
    ...(label !== undefined && { label }),
    ...(scope !== undefined && { scopes: tokenScopes.filter((each) => scope.includes(each)) }),
  };
  const { home } = await ownConfig(io);
  const isServed = await hasStore(home);
  const issued = await withNewStore(io, (store) => issueToken(store, request, { actor: 'operator', atMs }));
  if (issued.kind === 'refused') throw new UsageError(issued.message);
  io.stdout.write(`${issued.token.text}\n`);
  const made = issued.madeAccount ? `; the account ${account} is new` : '';
  const until = expiresAtMs === null ? 'until revoked' : `until ${shortTime(expiresAtMs)}`;
  io.stderr.write(`token ${issued.token.id} is valid ${until}${made}\n`);
  if (!isServed)
    io.stderr.write(`no chief has served the home ${inertLine(home)} yet; the token is for one that will\n`);
}

export async function listTokens(
  account: string | undefined,
  flags: { readonly json?: true },
  io: CliIo,
): Promise<void> {
  const tokens = await withStore(io, async (store) => {
    if (account !== undefined && (await store.accounts.find(account)) === null)
      throw new UsageError(`There is no account ${inertLine(account)}.`);
    return allTokens(store, account ?? null);
  });
  showTokens(
    tokens.map(({ hash: _, lifetimeMs: __, sequence: ___, ...shown }) => shown),
    flags,
    io,
  );
}

/** Takes an id as listed, the beginning of just one, or the token itself. */
export async function revokeToken(given: string, io: CliIo): Promise<void> {
  const revoked = await withStore(io, async (store) => {
    const { id } = meantToken(await allTokens(store, null), given);
    return store.tokens.revoke(id, { actor: 'operator', atMs: systemClock.wallTimeMs() });
  });
  if (revoked !== null) io.stdout.write(`revoked token ${revoked.id} of ${revoked.account}\n`);
}

/** Newest first. */
function allTokens(store: Store, account: string | null): Promise<readonly ListedToken[]> {
  return allPages((page) => store.tokens.list(account, page));
}
