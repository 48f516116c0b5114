import { FailureError, failure } from '../../model/failures.ts';
import type { JobRequest } from '../../model/job-request.ts';
import { differences, jobIdentity } from './job-identity.ts';
import { Journal, journalRefused, journalVersion, readJournal } from './journal.ts';
import { foreignRecord } from './journal-schema.ts';
import { findDamaged, type Restored, restore } from './restore.ts';
import { ResultsCache } from './results-cache.ts';
import { SegmentFiles } from './segment-files.ts';

/** What outlives a chief that dies: the journal and the cached results, and what an earlier run left in them. */
export interface Kept {
  readonly journal: Journal | null;
  readonly cache: ResultsCache;
  readonly segments: SegmentFiles;
  readonly restored: Restored | null;
}

/**
 * Opens journal, cache and segments of a job that runs in `image`, with what they hold of an earlier run. Null
 * journal: the job is not to be resumed. Throws FailureError `resume-refused` where they are not of this job. The
 * caller closes them.
 */
export async function openKept(
  request: JobRequest,
  image: string,
  warn: (message: string) => void,
): Promise<Kept> {
  const { folder, options, resuming } = request;
  const { records, validBytes } =
    resuming && options.resume ? await readJournal(folder) : { records: [], validBytes: 0 };
  const foreign = foreignRecord(records, journalVersion);
  if (foreign !== null) throw journalRefused(folder, foreign);
  const segments = await SegmentFiles.open(folder);
  if (!options.resume)
    return { journal: null, cache: await ResultsCache.open(folder), segments, restored: null };
  const identity = await jobIdentity(request, image);
  const [header] = records;
  if (header?.type === 'job') {
    const changed =
      header.version === journalVersion ? differences(header.identity, identity) : ['the journal’s version'];
    if (changed.length > 0) {
      const verb = changed.length === 1 ? 'is' : 'are';
      const message = `the job cannot go on: ${changed.join(', ')} ${verb} not what the job began with`;
      throw new FailureError(failure('resume-refused', 'preparing', message));
    }
  }
  const cache = await ResultsCache.open(folder, restore(records, new Set()).cacheBytes);
  const damaged = await findDamaged(records, cache, segments);
  if (damaged.size > 0) warn(`${damaged.size} kept batches of results are damaged and are computed again`);
  const journal = await Journal.open(folder, validBytes);
  if (header === undefined) {
    const written = journal.append(() => ({
      type: 'job',
      version: journalVersion,
      identity: { ...identity },
    }));
    await Promise.all([written, journal.flush()]);
  }
  return { journal, cache, segments, restored: header === undefined ? null : restore(records, damaged) };
}
