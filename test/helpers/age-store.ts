import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/**
 * Has everything that a store's file tells have happened so much earlier: every column of a time, in milliseconds, of
 * every table. For a file that no chief has open.
 */
export function ageStore(database: DatabaseSyncInstance, ms: number): void {
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all();
  for (const { name } of tables) {
    const columns = database.prepare(`SELECT name FROM pragma_table_info('${String(name)}')`).all();
    for (const column of columns.map((row) => String(row.name)))
      if (column === 'at' || column.endsWith('_at'))
        database.exec(
          `UPDATE "${String(name)}" SET "${column}" = "${column}" - ${ms} WHERE "${column}" IS NOT NULL`,
        );
  }
}
