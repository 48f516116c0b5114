import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecord, recordShape } from '../files/read-record.ts';
import { writeDurably } from '../files/write-durably.ts';
import { isRunning, ownIdentity, type ProcessIdentity } from '../host/process-identity.ts';
import { exactly, processIdentity } from '../model/record-schemas.ts';

/** What a chief says of itself to the commands on its machine. */
export interface RunningChief {
  readonly process: ProcessIdentity;
  /** Where it listens, such as `http://127.0.0.1:7878` or `unix:/run/butcher/chief.sock`. */
  readonly address: string;
}

const fileName = 'chief.json';
const mostBytes = 4096;
const addressPattern = '^(?:http://[A-Za-z0-9.:\\[\\]-]{1,255}:[0-9]{1,5}|unix:/.{1,255})$';

const shape = recordShape(
  exactly({
    process: processIdentity,
    address: { type: 'string', maxLength: 300, pattern: addressPattern },
  }),
);

/** Tells where this process serves the home. For the holder of the home's lock. */
export async function announceChief(home: string, address: string): Promise<void> {
  const announcement: RunningChief = { process: ownIdentity(), address };
  await writeDurably(join(home, fileName), `${JSON.stringify(announcement)}\n`);
}

/** Takes this process's announcement back. */
export async function withdrawChief(home: string): Promise<void> {
  await rm(join(home, fileName), { force: true });
}

/**
 * The chief that serves this home; null where none does, or where the one that did is dead. The record and the process
 * are this user's own: what somebody else put there counts as nothing.
 */
export async function findRunningChief(home: string): Promise<RunningChief | null> {
  const read = await readRecord<RunningChief>(join(home, fileName), shape, mostBytes).catch(() => null);
  if (read?.kind !== 'read') return null;
  const { process: identity } = read.value;
  return isRunning(identity) && (await isOwn(identity)) ? read.value : null;
}

/** Where the system does not tell, the record's owner has to be enough. */
async function isOwn({ pid }: ProcessIdentity): Promise<boolean> {
  const owner = await stat(`/proc/${pid}`).then(
    ({ uid }) => uid,
    () => null,
  );
  return owner === null || owner === process.geteuid?.();
}
