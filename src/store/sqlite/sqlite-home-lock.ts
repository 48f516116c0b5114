import { DatabaseSync } from '@photostructure/sqlite';
import type { HomeLock } from '../home-lock.ts';

const sqliteBusy = 5;

/**
 * Takes the lock on a file, which is made where it is not there; null where another process has it. It is SQLite's own
 * lock, kept by the system for as long as the process lives, so that nothing stale can be left: whoever dies lets go.
 */
export function takeHomeLock(path: string): HomeLock | null {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    const { errcode = 0 } = error as { errcode?: number };
    if ((errcode & 0xff) === sqliteBusy) return null;
    throw error;
  }
  return { release: () => database.close() };
}
