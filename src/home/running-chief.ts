import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning, ownIdentity, type ProcessIdentity } from '../host/process-identity.ts';

/** What a chief says of itself to the commands on its machine. */
export interface RunningChief {
  readonly process: ProcessIdentity;
  /** Where it listens, such as `http://127.0.0.1:7878`. */
  readonly address: string;
}

const fileName = 'chief.json';

/** Tells where this process serves the home. For the holder of the home's lock. */
export async function announceChief(home: string, address: string): Promise<void> {
  const path = join(home, fileName);
  const announcement: RunningChief = { process: ownIdentity(), address };
  await rm(`${path}.new`, { force: true });
  const file = await open(`${path}.new`, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(announcement)}\n`);
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

/** Takes this process's announcement back. */
export async function withdrawChief(home: string): Promise<void> {
  await rm(join(home, fileName), { force: true });
}

/** The chief that serves this home; null where none does, or where the one that did is dead. */
export async function findRunningChief(home: string): Promise<RunningChief | null> {
  try {
    const chief = JSON.parse(await readFile(join(home, fileName), 'utf8')) as RunningChief;
    return isRunning(chief.process) ? chief : null;
  } catch {
    return null;
  }
}
