import { formatBytes } from '../../text/format-quantity.ts';
import type { CliIo } from '../cli-io.ts';
import { styleFor } from '../display/style.ts';
import { jsonLine, shortTime, textTable } from '../display/text-table.ts';
import { withChief } from '../remote/with-chief.ts';

export interface GcFlags {
  readonly dryRun?: true;
  readonly json?: true;
}

/** Removes what is old, or shows what would go. */
export async function gcCommand(flags: GcFlags, io: CliIo): Promise<void> {
  await withChief(io, async ({ client }) => {
    const method = flags.dryRun === true ? 'GET' : 'POST';
    const { items, tokens, auditRows } = await client.ask('expiring', method, '/gc');
    if (flags.json === true) {
      for (const item of items) io.stdout.write(jsonLine({ type: 'expired', ...item }));
      return 0;
    }
    const rows = items.map(({ kind, id, name, account, bytes, lastNeededMs }) => [
      kind,
      id.slice(0, 19),
      name,
      account,
      formatBytes(bytes),
      shortTime(lastNeededMs),
    ]);
    const header = ['KIND', 'ID', 'NAME', 'ACCOUNT', 'SIZE', 'LAST NEEDED'];
    if (rows.length > 0) io.stdout.write(textTable(header, rows, styleFor(io.stdout, io.env)));
    const bytes = formatBytes(items.reduce((sum, item) => sum + item.bytes, 0));
    const what = `${items.length} things of ${bytes}, ${tokens} ended tokens and ${auditRows} rows of the audit trail`;
    io.stdout.write(flags.dryRun === true ? `would remove ${what}\n` : `removed ${what}\n`);
    return 0;
  });
}
