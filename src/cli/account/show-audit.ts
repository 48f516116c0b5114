import { readLifetime } from '../../chief/tokens/read-lifetime.ts';
import { systemClock } from '../../model/clock.ts';
import type { AuditAction, AuditFilter, AuditRow } from '../../store/audit.ts';
import type { Page } from '../../store/page.ts';
import type { Store } from '../../store/store.ts';
import type { CliIo } from '../cli-io.ts';
import { styleFor } from '../display/style.ts';
import { jsonLine, shortTime, textTable } from '../display/text-table.ts';
import { UsageError } from '../usage-error.ts';
import { withStore } from '../with-store.ts';
import { noAccount } from './account-commands.ts';

export interface AuditFlags {
  readonly by?: string;
  readonly action?: AuditAction;
  readonly since?: string;
  readonly limit: number;
  readonly all?: true;
  readonly json?: true;
}

const pageRows = 500;

/** As a table or, with `json`, a line for each row. */
export async function showAudit(name: string | undefined, flags: AuditFlags, io: CliIo): Promise<void> {
  const filter: AuditFilter = {
    ...(flags.by !== undefined && { actor: flags.by }),
    ...(flags.action !== undefined && { action: flags.action }),
    ...(flags.since !== undefined && { sinceMs: readSince(flags.since) }),
  };
  const most = flags.all === true ? Number.POSITIVE_INFINITY : flags.limit;
  const rows: AuditRow[] = [];
  await withStore(io, async (store) => {
    if (
      name !== undefined &&
      (await store.accounts.find(name)) === null &&
      !(await isRemembered(store, name))
    )
      throw noAccount(name);
    let before: number | null = Number.MAX_SAFE_INTEGER;
    for (let left = most; before !== null && left > 0; left = most - rows.length) {
      const page = { limit: Math.min(left, pageRows), before };
      const { items, next }: Page<AuditRow> = await store.audit.list(name ?? null, page, filter);
      rows.push(...items);
      before = next;
    }
  });
  if (flags.json === true) {
    for (const row of rows) io.stdout.write(jsonLine({ type: 'audit', ...row }));
    return;
  }
  const cells = rows.map(({ atMs, actor, from, action, account, subject, detail }) => [
    shortTime(atMs),
    actor,
    from ?? '',
    action,
    account ?? '',
    (subject ?? '').slice(0, 19),
    detail,
  ]);
  const header = ['TIME', 'BY', 'FROM', 'ACTION', 'ACCOUNT', 'SUBJECT', 'DETAIL'];
  io.stdout.write(textTable(header, cells, styleFor(io.stdout, io.env)));
}

/** The trail outlives its accounts. */
async function isRemembered(store: Store, name: string): Promise<boolean> {
  return (await store.audit.list(name, { limit: 1 })).items.length > 0;
}

function readSince(text: string): number {
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))) return Date.parse(text);
  const agoMs = readLifetime(text);
  if (typeof agoMs === 'number') return systemClock.wallTimeMs() - agoMs;
  throw new UsageError(`--since takes a time such as 30d, 12h or 2026-01-31, not ${JSON.stringify(text)}.`);
}
