import { storedBytes } from '../../store/accounts.ts';
import { formatBytes } from '../../text/format-quantity.ts';
import { inertLine } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import { withChief } from '../remote/with-chief.ts';

/** `butcher account stop`. */
export async function stopAccount(
  name: string,
  { reason }: { readonly reason?: string },
  io: CliIo,
): Promise<void> {
  await withChief(io, async ({ client }) => {
    const json = reason === undefined ? {} : { json: { reason } };
    const { stopped } = await client.ask('stopped', 'POST', pathOf(name, '/stop'), json);
    io.stdout.write(`${inertLine(name)}: ${stopped} ${stopped === 1 ? 'job' : 'jobs'} cancelled\n`);
    return 0;
  });
}

/** `butcher account delete`: shows what would go, and with `yes` deletes it. */
export async function deleteAccount(
  name: string,
  { yes }: { readonly yes?: true },
  io: CliIo,
): Promise<void> {
  await withChief(io, async ({ client }) => {
    const { account } = await client.ask('account', 'GET', pathOf(name));
    const has = formatBytes(storedBytes(account.usage));
    if (yes !== true) {
      io.stdout.write(`${inertLine(name)} has ${has} stored; with --yes it goes, and its jobs and tokens\n`);
      return 0;
    }
    await client.tell('DELETE', pathOf(name));
    io.stdout.write(`${inertLine(name)} is deleted, with ${has}\n`);
    return 0;
  });
}

function pathOf(name: string, rest = ''): string {
  return `/accounts/${encodeURIComponent(name)}${rest}`;
}
