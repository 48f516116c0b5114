import { systemClock } from '../../model/clock.ts';
import { type Account, storedBytes } from '../../store/accounts.ts';
import type { Act } from '../../store/act.ts';
import type { Store } from '../../store/store.ts';
import { formatBytes } from '../../text/format-quantity.ts';
import { inertLine } from '../../text/inert-text.ts';
import type { CliIo } from '../cli-io.ts';
import { styleFor } from '../display/style.ts';
import { jsonLine, shortTime, textTable } from '../display/text-table.ts';
import { UsageError } from '../usage-error.ts';
import { withStore } from '../with-store.ts';

export async function listAccounts(flags: { readonly json?: true }, io: CliIo): Promise<void> {
  const accounts = await withStore(io, async (store) =>
    Promise.all(
      (await store.accounts.list()).map(async (account) => ({
        ...account,
        usage: await store.accounts.usage(account.name),
      })),
    ),
  );
  if (flags.json === true) {
    for (const account of accounts) io.stdout.write(jsonLine({ type: 'account', ...account }));
    return;
  }
  const rows = accounts.map(({ name, admin, strikes, blocked, usage }) => [
    name,
    admin ? 'admin' : 'user',
    String(strikes),
    ...[storedBytes(usage), usage.packageBytes, usage.datasetBytes, usage.libraryBytes].map(formatBytes),
    ...[usage.jobBytes, usage.cacheBytes, usage.bundleBytes, usage.auditBytes].map(formatBytes),
    blocked === null ? '' : `since ${shortTime(blocked.sinceMs)}: ${blocked.reason}`,
  ]);
  const kinds = ['PACKAGES', 'DATASETS', 'LIBRARIES', 'JOBS', 'CACHE', 'BUNDLES', 'AUDIT'];
  const header = ['ACCOUNT', 'KIND', 'STRIKES', 'STORED', ...kinds, 'BLOCKED'];
  io.stdout.write(textTable(header, rows, styleFor(io.stdout, io.env)));
}

export async function blockAccount(name: string, reason: string, io: CliIo): Promise<void> {
  const { blocked } = await change(name, io, (store, act) => store.accounts.block(name, reason, act));
  io.stdout.write(`${name} is blocked: ${inertLine(blocked?.reason ?? reason)}\n`);
}

export async function unblockAccount(name: string, io: CliIo): Promise<void> {
  await change(name, io, (store, act) => store.accounts.unblock(name, act));
  io.stdout.write(`${name} is not blocked and has no strikes\n`);
}

export async function showAudit(
  name: string | undefined,
  flags: { readonly limit: number; readonly json?: true },
  io: CliIo,
): Promise<void> {
  const { items } = await withStore(io, async (store) => {
    if (name !== undefined && (await store.accounts.find(name)) === null) throw noAccount(name);
    return store.audit.list(name ?? null, { limit: flags.limit });
  });
  if (flags.json === true) {
    for (const row of items) io.stdout.write(jsonLine({ type: 'audit', ...row }));
    return;
  }
  const rows = items.map(({ atMs, actor, action, account, subject, detail }) => [
    shortTime(atMs),
    actor,
    action,
    account ?? '',
    (subject ?? '').slice(0, 19),
    detail,
  ]);
  const header = ['TIME', 'BY', 'ACTION', 'ACCOUNT', 'SUBJECT', 'DETAIL'];
  io.stdout.write(textTable(header, rows, styleFor(io.stdout, io.env)));
}

async function change(
  name: string,
  io: CliIo,
  body: (store: Store, act: Act) => Promise<Account | null>,
): Promise<Account> {
  const act = { actor: 'operator', atMs: systemClock.wallTimeMs() };
  const account = await withStore(io, (store) => body(store, act));
  if (account === null) throw noAccount(name);
  return account;
}

function noAccount(name: string): UsageError {
  return new UsageError(`There is no account ${inertLine(name)}; \`butcher account list\` shows them.`);
}
