import { closeSync, lstatSync, openSync, rmSync } from 'node:fs';
import { DatabaseSync } from '@photostructure/sqlite';
import type { HomeLock } from '../home-lock.ts';

const sqliteBusy = 5;

/**
 * Takes the lock on a file, which is made where it is not there; null where another process has it. It is SQLite's own
 * lock, kept by the system for as long as the process lives, so that nothing stale can be left: whoever dies lets go.
 */
export function takeHomeLock(path: string): HomeLock | null {
  for (;;) {
    const inode = inodeOf(path) ?? make(path);
    const database = new DatabaseSync(path, { timeout: 0 });
    try {
      database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      const { errcode = 0 } = error as { errcode?: number };
      if ((errcode & 0xff) === sqliteBusy) return null;
      throw error;
    }
    // A lock on a file that its holder removed meanwhile keeps nobody out.
    if (inode !== null && inode === inodeOf(path)) return lockOf(database, path);
    database.close();
  }
}

function lockOf(database: { close(): void }, path: string): HomeLock {
  return {
    release: () => database.close(),
    remove: () => {
      // While it is held: nobody else has it then.
      rmSync(path, { force: true });
      database.close();
    },
  };
}

/** Null where it is not there. */
function inodeOf(path: string): bigint | null {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? null;
}

/** Makes the file, and none that is there is opened: closing that would drop a lock that this process has. */
function make(path: string): bigint | null {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return inodeOf(path);
}
