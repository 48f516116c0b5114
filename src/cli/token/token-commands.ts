import { issueToken } from '../../chief/tokens/issue-token.ts';
import { readLifetime } from '../../chief/tokens/read-lifetime.ts';
import { readToken } from '../../chief/tokens/token-text.ts';
import { systemClock } from '../../model/clock.ts';
import type { StoredToken } from '../../store/tokens.ts';
import { inertLine } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import { styleFor } from '../display/style.ts';
import { jsonLine, shortTime, textTable } from '../display/text-table.ts';
import { UsageError } from '../usage-error.ts';
import { withStore } from '../with-store.ts';

/** Prints the new token alone on stdout; what else is worth knowing goes to stderr. */
export async function createToken(
  account: string,
  flags: { readonly admin?: true; readonly expires?: string },
  io: CliIo,
): Promise<void> {
  const atMs = systemClock.wallTimeMs();
  const lifetimeMs = flags.expires === undefined ? null : readLifetime(flags.expires);
  if (typeof lifetimeMs === 'object' && lifetimeMs !== null)
    throw new UsageError(`--expires ${lifetimeMs.problem}.`);
  const expiresAtMs = lifetimeMs === null ? null : atMs + lifetimeMs;
  const request = { account, admin: flags.admin === true, expiresAtMs };
  const issued = await withStore(io, (store) => issueToken(store, request, { actor: 'operator', atMs }));
  if (issued.kind === 'refused') throw new UsageError(issued.message);
  io.stdout.write(`${issued.token.text}\n`);
  const made = issued.madeAccount ? `; the account ${account} is new` : '';
  const until = expiresAtMs === null ? 'until revoked' : `until ${shortTime(expiresAtMs)}`;
  io.stderr.write(`token ${issued.token.id} is valid ${until}${made}\n`);
}

export async function listTokens(
  account: string | undefined,
  flags: { readonly json?: true },
  io: CliIo,
): Promise<void> {
  const nowMs = systemClock.wallTimeMs();
  const tokens = await withStore(io, async (store) => {
    if (account !== undefined && (await store.accounts.find(account)) === null)
      throw new UsageError(`There is no account ${inertLine(account)}.`);
    return store.tokens.list(account ?? null);
  });
  if (flags.json === true) {
    for (const token of tokens) {
      const { hash: _, ...shown } = token;
      io.stdout.write(jsonLine({ type: 'token', ...shown, state: stateOf(token, nowMs) }));
    }
    return;
  }
  const rows = tokens.map((token) => [
    token.id,
    token.account,
    stateOf(token, nowMs),
    shortTime(token.createdAtMs),
    token.expiresAtMs === null ? 'never' : shortTime(token.expiresAtMs),
    token.lastUsedAtMs === null ? 'never' : shortTime(token.lastUsedAtMs),
  ]);
  const header = ['ID', 'ACCOUNT', 'STATE', 'CREATED', 'EXPIRES', 'LAST USED'];
  io.stdout.write(textTable(header, rows, styleFor(io.stdout, io.env)));
}

/** Takes an id as listed, the beginning of just one, or the token itself. */
export async function revokeToken(given: string, io: CliIo): Promise<void> {
  const wanted = readToken(given)?.id ?? given.toLowerCase();
  const revoked = await withStore(io, async (store) => {
    const matching = (await store.tokens.list(null)).filter(
      ({ id }) => wanted !== '' && id.startsWith(wanted),
    );
    const [only, another] = matching;
    if (only === undefined)
      throw new UsageError('There is no such token; `butcher token list` shows the ids of all.');
    if (another !== undefined) throw new UsageError('Several tokens begin like that; give more of the id.');
    return store.tokens.revoke(only.id, { actor: 'operator', atMs: systemClock.wallTimeMs() });
  });
  if (revoked !== null) io.stdout.write(`revoked token ${revoked.id} of ${revoked.account}\n`);
}

function stateOf({ revokedAtMs, expiresAtMs }: StoredToken, nowMs: number): string {
  if (revokedAtMs !== null) return 'revoked';
  return expiresAtMs !== null && expiresAtMs <= nowMs ? 'expired' : 'valid';
}
