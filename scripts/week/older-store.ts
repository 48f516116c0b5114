import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { migrations } from '../../src/store/sqlite/migrations.ts';
import type { Machine } from './machine.ts';

/**
 * Puts in place of a home's store, which nobody has open, one of the schema before with what that can hold, as the
 * version before would have left it. Returns what was done in words.
 */
export async function olderStore(machine: Machine, home: string): Promise<string> {
  const path = join(home, 'butcher.db');
  const older = machine.at('older.db');
  const database = new DatabaseSync(older);
  const version = migrations.length - 1;
  try {
    database.exec('CREATE TABLE schema_version (version INTEGER NOT NULL) STRICT');
    for (const [index, statements] of migrations.slice(0, version).entries()) {
      database.exec(statements);
      database.exec(`INSERT INTO schema_version (version) VALUES (${index + 1})`);
    }
    database.exec(`ATTACH '${path}' AS newer`);
    // In any order: references hold again when all is there.
    database.exec('PRAGMA foreign_keys = OFF');
    for (const name of tables(database, 'main')) {
      const there = new Set(columns(database, 'newer', name));
      const both = columns(database, 'main', name).filter((column) => there.has(column));
      const list = both.map((column) => `"${column}"`).join(', ');
      database.exec(`INSERT INTO main."${name}" (${list}) SELECT ${list} FROM newer."${name}"`);
    }
  } finally {
    database.close();
  }
  // What is written is the chief's, as the file was.
  for (const end of ['-wal', '-shm']) await rm(`${path}${end}`, { force: true });
  await writeFile(path, await readFile(older));
  await rm(older);
  return `schema ${version} became ${migrations.length}`;
}

function tables(database: DatabaseSyncInstance, of: string): string[] {
  const rows = database
    .prepare(`SELECT name FROM ${of}.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .all();
  return rows.map(({ name }) => String(name)).filter((name) => name !== 'schema_version');
}

function columns(database: DatabaseSyncInstance, of: string, table: string): string[] {
  return database
    .prepare(`SELECT name FROM pragma_table_info('${table}', '${of}')`)
    .all()
    .map(({ name }) => String(name));
}
