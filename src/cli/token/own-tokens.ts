import { adminTokenFile, keepAdminToken, readAdminToken } from '../../chief/tokens/admin-token.ts';
import { inertLine } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import { shortTime } from '../display/text-table.ts';
import type { RemoteToken } from '../remote/client/answer-shapes.ts';
import type { ChiefClient } from '../remote/client/chief-client.ts';
import { withChief } from '../remote/with-chief.ts';
import { UsageError } from '../usage-error.ts';
import { meantToken, showTokens } from './shown-tokens.ts';

export async function listOwnTokens(flags: { readonly json?: true }, io: CliIo): Promise<void> {
  await withChief(io, async ({ client }) => {
    showTokens(await ownTokens(client), flags, io);
    return 0;
  });
}

export async function revokeOwnToken(given: string, io: CliIo): Promise<void> {
  await withChief(io, async ({ client }) => {
    const { id, account } = meantToken(await ownTokens(client), given);
    await client.tell('DELETE', `/me/tokens/${id}`);
    io.stdout.write(`revoked token ${id} of ${account}\n`);
    return 0;
  });
}

/** Prints the new token alone on stdout; that of this machine is put where commands look for it. */
export async function rotateOwnToken(io: CliIo): Promise<void> {
  await withChief(io, async ({ client, config: { home } }) => {
    const { token: before } = client.chief;
    if (before === null) throw new UsageError('No token is known that could be replaced; set BUTCHER_TOKEN.');
    const isMachines = before === (await readAdminToken(home));
    const { token, id, expiresAtMs } = await client.ask('issued', 'POST', '/me/tokens/rotate');
    const until = expiresAtMs === null ? 'until revoked' : `until ${shortTime(expiresAtMs)}`;
    io.stderr.write(`token ${id} is valid ${until}; the one before it ends in a minute\n`);
    if (isMachines) {
      await keepAdminToken(home, token);
      io.stderr.write(`it is kept in ${inertLine(adminTokenFile(home))}\n`);
    } else io.stdout.write(`${token}\n`);
    return 0;
  });
}

async function ownTokens(client: ChiefClient): Promise<readonly RemoteToken[]> {
  const tokens: RemoteToken[] = [];
  for await (const token of client.list('tokens', '/me/tokens')) tokens.push(token);
  return tokens;
}
