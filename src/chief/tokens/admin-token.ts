import { join } from 'node:path';
import { makeFolders } from '../../files/make-folders.ts';
import { NotPlainError, readPlain } from '../../files/open-plain.ts';
import { writeDurably } from '../../files/write-durably.ts';
import type { Act } from '../../store/act.ts';
import type { Store } from '../../store/store.ts';
import { adminAccount, issueToken } from './issue-token.ts';
import { readToken } from './token-text.ts';
import { verifyToken } from './verify-token.ts';

/** A token is far shorter. */
const mostBytes = 4096;

/** The file that gives the command line on the chief's own machine an admin's rights. */
export function adminTokenFile(home: string): string {
  return join(home, 'admin.token');
}

/** The token in that file of this user's own; null where there is none or it holds something else. */
export async function readAdminToken(home: string): Promise<string | null> {
  try {
    const text = (await readPlain(adminTokenFile(home), mostBytes)).toString('utf8').trim();
    return readToken(text) === null ? null : text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof NotPlainError) return null;
    throw error;
  }
}

/**
 * Sees to it that the file holds a valid token of the account `admin`, readable to this user alone. Returns the token
 * where it had to be made, to be shown once, and null where a valid one was there.
 */
export async function ensureAdminToken(store: Store, home: string, act: Act): Promise<string | null> {
  const present = await readAdminToken(home);
  if (present !== null && (await verifyToken(store, present, act.atMs)).kind === 'valid') return null;
  const issued = await issueToken(store, { account: adminAccount, admin: true, expiresAtMs: null }, act);
  if (issued.kind === 'refused') throw new Error(issued.message);
  await makeFolders(home, 0o700);
  await writeDurably(adminTokenFile(home), `${issued.token.text}\n`);
  return issued.token.text;
}
