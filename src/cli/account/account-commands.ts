import { adminAccount } from '../../chief/tokens/issue-token.ts';
import { systemClock } from '../../model/clock.ts';
import { readSettingChange } from '../../settings/account-settings.ts';
import {
  type Account,
  blockReasonProblem,
  changeText,
  type SettingChange,
  storedBytes,
} from '../../store/accounts.ts';
import type { Act } from '../../store/act.ts';
import { allPages } from '../../store/page.ts';
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

export async function showAccount(name: string, flags: { readonly json?: true }, io: CliIo): Promise<void> {
  const { account, usage } = await withStore(io, async (store) => ({
    account: await store.accounts.find(name),
    usage: await store.accounts.usage(name),
  }));
  if (account === null) throw noAccount(name);
  if (flags.json === true) {
    io.stdout.write(jsonLine({ type: 'account', ...account, usage }));
    return;
  }
  const { limits = {}, ...direct } = account.settings;
  const own = [
    ...Object.entries(direct),
    ...Object.entries(limits).map(([limit, value]) => [`limits.${limit}`, value] as const),
  ];
  const lines = [
    `${name}  ${account.admin ? 'admin' : 'user'} since ${shortTime(account.createdAtMs)}`,
    `  stored   ${formatBytes(storedBytes(usage))}`,
    `  used     ${account.costs.cpuSeconds.toFixed(1)} s of processor time, ${byteDays(account.costs)} GB-days`,
    `  strikes  ${account.strikes}`,
    ...(account.blocked === null
      ? []
      : [`  blocked  since ${shortTime(account.blocked.sinceMs)}: ${account.blocked.reason}`]),
    ...own.map(([setting, value]) => `  ${setting}=${value}`),
  ];
  io.stdout.write(`${lines.map(inertLine).join('\n')}\n`);
}

export async function configureAccount(name: string, words: readonly string[], io: CliIo): Promise<void> {
  const written: Record<string, unknown> = {};
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals < 1) throw new UsageError(`Write SETTING=VALUE, such as slots=4, not ${inertLine(word)}.`);
    const value = word.slice(equals + 1).trim();
    const number = /^\d{1,15}$/.test(value) ? Number(value) : value;
    written[word.slice(0, equals).trim()] = value === '' ? null : number;
  }
  const change = readSettingChange(written);
  if (typeof change.problem === 'string') throw new UsageError(change.problem);
  await act(name, io, (store, by) => store.accounts.configure(name, change as SettingChange, by));
  io.stdout.write(`${name}: ${changeText(change as SettingChange)}\n`);
}

export async function blockAccount(
  name: string,
  { reason, stop }: { readonly reason: string; readonly stop?: true },
  io: CliIo,
): Promise<void> {
  const wrong = blockReasonProblem(reason);
  if (wrong !== null) throw new UsageError(wrong);
  if (name === adminAccount)
    throw new UsageError(
      `The account ${name} is what the commands on this machine act for; take back those of its tokens that are not to be used any more: butcher token list, token revoke.`,
    );
  const { account, before } = await act(name, io, (store, by) =>
    store.accounts.block(name, reason, by, stop === true),
  );
  const stopsNow = account.blocked?.stops === true && before?.stops !== true;
  const runs = stopsNow ? '; what it has running is cancelled by the chief within a second' : '';
  if (before === null) {
    io.stdout.write(`${name} is blocked: ${inertLine(reason)}${runs}\n`);
    return;
  }
  const since = `${name} has been blocked since ${shortTime(before.sinceMs)}: ${inertLine(before.reason)}`;
  const stays = 'The first reason stays; for another one unblock it first, which forgives its strikes.';
  io.stdout.write(`${since}${runs}\n${stays}\n`);
}

export async function unblockAccount(name: string, io: CliIo): Promise<void> {
  await act(name, io, (store, by) => store.accounts.unblock(name, by));
  io.stdout.write(`${name} is not blocked and has no strikes\n`);
}

export async function listStrikes(name: string, flags: { readonly json?: true }, io: CliIo): Promise<void> {
  const strikes = await withStore(io, async (store) => {
    if ((await store.accounts.find(name)) === null) throw noAccount(name);
    return allPages((page) => store.incidents.strikes(name, page));
  });
  if (flags.json === true) {
    for (const { sequence: _, ...strike } of strikes)
      io.stdout.write(jsonLine({ type: 'strike', ...strike }));
    return;
  }
  const rows = strikes.map(({ atMs, forgiven, job, package: digest, reason }) => [
    shortTime(atMs),
    forgiven ? 'forgiven' : 'counts',
    job ?? '',
    (digest ?? '').slice(0, 19),
    reason,
  ]);
  const header = ['TIME', 'STATE', 'JOB', 'PACKAGE', 'REASON'];
  io.stdout.write(textTable(header, rows, styleFor(io.stdout, io.env)));
}

async function act<Outcome>(
  name: string,
  io: CliIo,
  body: (store: Store, by: Act) => Promise<Outcome | null>,
): Promise<Outcome> {
  const by = { actor: 'operator', atMs: systemClock.wallTimeMs() };
  const outcome = await withStore(io, (store) => body(store, by));
  if (outcome === null) throw noAccount(name);
  return outcome;
}

export function noAccount(name: string): UsageError {
  return new UsageError(`There is no account ${inertLine(name)}; \`butcher account list\` shows them.`);
}

function byteDays({ byteHours }: Account['costs']): string {
  return (byteHours / 24 / 1e9).toFixed(2);
}
