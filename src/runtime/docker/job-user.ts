import { createHash } from 'node:crypto';
import { giveToUser, setMode } from '../../files/own-mode.ts';
import type { EngineUsers } from './engine/engine-facts.ts';

/** Whom a job's containers run as, and how files of this machine are given to that user. */
export interface JobUser {
  /** As the engine takes it. */
  readonly uid: number;
  /**
   * `own`: outside, it is the chief's own user. `chown`: the chief is root and hands files over. `mode`: nobody knows
   * the number outside, so files are opened to all, inside folders that only the chief can enter.
   */
  readonly access: 'own' | 'chown' | 'mode';
}

/** Numbers that nothing else hands out, up to the highest that engines take (systemd's UIDS-GIDS table). */
const unusedUids: UidRange = { first: 1_879_048_192, last: 2_147_483_646 };
/** Inside the 65,536 numbers that an engine commonly has to give, above those of ordinary users. */
const remappedUids: UidRange = { first: 2000, last: 60_000 };

/**
 * A user of its own for each job where the chief is root, else the chief's own, which a rootless engine calls 0 inside
 * its containers and which has no more rights there than outside. The number follows from the job's id, so that a
 * resumed job has it again and chiefs need no agreement.
 */
export function jobUser(jobId: string, chiefUid: number, engine: EngineUsers): JobUser {
  if (engine === 'rootless') return { uid: 0, access: 'own' };
  if (engine === 'remapped') return { uid: pick(jobId, remappedUids), access: 'mode' };
  if (chiefUid === 0) return { uid: pick(jobId, unusedUids), access: 'chown' };
  return { uid: chiefUid, access: 'own' };
}

/**
 * Lets the job's user, and nobody beside the chief, read and write a folder, file or socket of the job. A link that
 * somebody put in its place is refused (ELOOP), never followed.
 */
export async function giveTo(user: JobUser, path: string): Promise<void> {
  if (user.access === 'chown') await giveToUser(path, user.uid);
  if (user.access === 'mode') await setMode(path, 0o777);
}

interface UidRange {
  readonly first: number;
  readonly last: number;
}

function pick(jobId: string, range: UidRange): number {
  const hash = createHash('sha256').update(jobId).digest().readUInt32BE(0);
  return range.first + (hash % (range.last - range.first + 1));
}
