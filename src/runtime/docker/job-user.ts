import { createHash } from 'node:crypto';
import { chmod, chown } from 'node:fs/promises';

/** Whom a job's containers run as, and how files of this machine are given to that user. */
export interface JobUser {
  readonly uid: number;
  /**
   * `own`: it is the chief's own user. `chown`: the chief is root and hands files over. `mode`: the engine translates
   * user numbers, so files are opened to all inside folders that only the chief can enter.
   */
  readonly access: 'own' | 'chown' | 'mode';
}

/**
 * A user of its own for each job where the chief is root or the engine translates user numbers; else the chief's.
 * The number follows from the job's id, so that a resumed job has it again and chiefs need no agreement.
 */
export function jobUser(jobId: string, chiefUid: number, engineTranslatesUids: boolean): JobUser {
  if (engineTranslatesUids) return { uid: pick(jobId, translatedUids), access: 'mode' };
  if (chiefUid === 0) return { uid: pick(jobId, unusedUids), access: 'chown' };
  return { uid: chiefUid, access: 'own' };
}

/** Lets the job's user, and nobody beside the chief, read and write a folder or socket of the job. */
export async function giveTo(user: JobUser, path: string): Promise<void> {
  if (user.access === 'chown') await chown(path, user.uid, user.uid);
  if (user.access === 'mode') await chmod(path, 0o777);
}

interface UidRange {
  readonly first: number;
  readonly last: number;
}

/** Numbers that nothing else hands out, up to the highest that engines take (systemd's UIDS-GIDS table). */
const unusedUids: UidRange = { first: 1_879_048_192, last: 2_147_483_646 };
/** Inside the 65,536 numbers that an engine commonly has to translate to, above those of ordinary users. */
const translatedUids: UidRange = { first: 2000, last: 60_000 };

function pick(jobId: string, range: UidRange): number {
  const hash = createHash('sha256').update(jobId).digest().readUInt32BE(0);
  return range.first + (hash % (range.last - range.first + 1));
}
