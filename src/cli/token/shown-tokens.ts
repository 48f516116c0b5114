import { readToken } from '../../chief/tokens/token-text.ts';
import { systemClock } from '../../model/clock.ts';
import type { StoredToken } from '../../store/tokens.ts';
import type { CliIo } from '../cli-io.ts';
import { styleFor } from '../display/style.ts';
import { jsonLine, shortTime, textTable } from '../display/text-table.ts';
import type { RemoteToken } from '../remote/client/answer-shapes.ts';
import { UsageError } from '../usage-error.ts';

/** As a table or, with `json`, a line for each. */
export function showTokens(tokens: readonly RemoteToken[], flags: { readonly json?: true }, io: CliIo): void {
  const nowMs = systemClock.wallTimeMs();
  if (flags.json === true) {
    for (const token of tokens)
      io.stdout.write(jsonLine({ type: 'token', ...token, state: stateOf(token, nowMs) }));
    return;
  }
  const rows = tokens.map((token) => [
    token.id,
    token.account,
    stateOf(token, nowMs),
    token.label,
    token.scopes.join(', '),
    shortTime(token.createdAtMs),
    token.expiresAtMs === null ? 'never' : shortTime(token.expiresAtMs),
    token.lastUsedAtMs === null ? 'never' : shortTime(token.lastUsedAtMs),
    token.lastUsedFrom ?? '',
  ]);
  const header = ['ID', 'ACCOUNT', 'STATE', 'LABEL', 'SCOPES', 'CREATED', 'EXPIRES', 'LAST USED', 'FROM'];
  io.stdout.write(textTable(header, rows, styleFor(io.stdout, io.env)));
}

/** The one that is meant by an id, the beginning of just one, or its own text. Throws UsageError. */
export function meantToken<Token extends Pick<StoredToken, 'id'>>(
  tokens: readonly Token[],
  given: string,
): Token {
  const wanted = readToken(given)?.id ?? given.toLowerCase();
  const [only, another] = tokens.filter(({ id }) => wanted !== '' && id.startsWith(wanted));
  if (only === undefined)
    throw new UsageError('There is no such token; `butcher token list` shows the ids of all.');
  if (another !== undefined) throw new UsageError('Several tokens begin like that; give more of the id.');
  return only;
}

function stateOf({ revokedAtMs, expiresAtMs }: RemoteToken, nowMs: number): string {
  if (revokedAtMs !== null) return 'revoked';
  return expiresAtMs !== null && expiresAtMs <= nowMs ? 'expired' : 'valid';
}
