import { access, rm } from 'node:fs/promises';
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

/** Says that the token in the other file was not shown yet. */
function unseenFile(home: string): string {
  return join(home, 'admin.token.unseen');
}

/**
 * Sees to it that the file holds a valid token of the account `admin`, readable to this user alone. Returns the token
 * where nobody was shown it yet, which {@link adminTokenSeen} is to be told of, and null where somebody was.
 */
export async function ensureAdminToken(store: Store, home: string, act: Act): Promise<string | null> {
  const present = await readAdminToken(home);
  if (present !== null && (await verifyToken(store, present, act.atMs)).kind === 'valid')
    return (await isThere(unseenFile(home))) ? present : null;
  const request = { account: adminAccount, admin: true, expiresAtMs: null, label: 'this machine' };
  const issued = await issueToken(store, request, act);
  if (issued.kind === 'refused') throw new Error(issued.message);
  await makeFolders(home, 0o700);
  await writeDurably(unseenFile(home), '');
  await keepAdminToken(home, issued.token.text);
  return issued.token.text;
}

/** Puts a token where the command line of this machine looks for it. */
export async function keepAdminToken(home: string, token: string): Promise<void> {
  await writeDurably(adminTokenFile(home), `${token}\n`);
}

/** The operator was shown the token, or where it lies. */
export async function adminTokenSeen(home: string): Promise<void> {
  await rm(unseenFile(home), { force: true });
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
