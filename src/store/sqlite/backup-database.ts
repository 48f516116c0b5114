import { backup, DatabaseSync } from '@photostructure/sqlite';

/** Copies a store's file as it is at one moment, also while others write to it: SQLite's own backup. */
export async function backupDatabase(path: string, to: string): Promise<void> {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  try {
    // All at once: between two steps a chief that is busy would have it begin anew for ever.
    await backup(database, to, { rate: -1 });
  } finally {
    database.close();
  }
}
