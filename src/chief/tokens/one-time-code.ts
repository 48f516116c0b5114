import { createHash, randomBytes } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolders } from '../../files/make-folders.ts';
import { readRecord, recordShape } from '../../files/read-record.ts';
import { writeDurably } from '../../files/write-durably.ts';
import { count, exactly, name } from '../../model/record-schemas.ts';

/** What a code stands for, until it is used. */
interface KeptCode {
  readonly account: string;
  readonly madeAtMs: number;
}

/** How long a code can be used, in milliseconds. */
export const codeLifetimeMs = 60_000;
const codeBytes = 32;
const pattern = /^[A-Za-z0-9_-]{43}$/;
const mostBytes = 1024;
const shape = recordShape(exactly({ account: name, madeAtMs: count }));

/**
 * Makes a code with which whoever has it gets a token of that account from the chief of this home, once and soon. Only
 * this user, who may read the home, can make one; the home keeps its hash.
 */
export async function makeCode(home: string, account: string, nowMs: number): Promise<string> {
  const folder = folderOf(home);
  await makeFolders(folder, 0o700);
  await removeOld(folder, nowMs);
  const code = randomBytes(codeBytes).toString('base64url');
  const kept: KeptCode = { account, madeAtMs: nowMs };
  await writeDurably(join(folder, fileOf(code)), `${JSON.stringify(kept)}\n`);
  return code;
}

/** The account that a code stands for; null where it is none, was used before, or is too old. It is used then. */
export async function useCode(home: string, code: string, nowMs: number): Promise<string | null> {
  if (!pattern.test(code)) return null;
  const path = join(folderOf(home), fileOf(code));
  const taken = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    // Of any number who try at the same time, one gets it.
    await rename(path, taken);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const read = await readRecord<KeptCode>(taken, shape, mostBytes).finally(() => rm(taken, { force: true }));
  if (read.kind !== 'read') return null;
  const { account, madeAtMs } = read.value;
  return madeAtMs <= nowMs && nowMs - madeAtMs < codeLifetimeMs ? account : null;
}

async function removeOld(folder: string, nowMs: number): Promise<void> {
  for (const entry of await readdir(folder)) {
    const path = join(folder, entry);
    const made = await stat(path).catch(() => null);
    if (made !== null && nowMs - made.mtimeMs >= codeLifetimeMs) await rm(path, { force: true });
  }
}

function folderOf(home: string): string {
  return join(home, 'codes');
}

function fileOf(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}
