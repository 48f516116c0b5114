import { FailureError, failure } from '../../model/failures.ts';
import type { RoleDigests } from '../../model/finding.ts';
import type { JobRequest } from '../../model/job-request.ts';
import { differences, type JobIdentity, jobIdentity } from './job-identity.ts';
import {
  Journal,
  type JournalRecord,
  journalRefused,
  journalVersion,
  type Mending,
  readJournal,
} from './journal.ts';
import { foreignRecord } from './journal-schema.ts';
import { findDamaged, livingRecords, type Restored, restore } from './restore.ts';
import { ResultsCache } from './results-cache.ts';
import { SegmentFiles } from './segment-files.ts';

/** What outlives a chief that dies: the journal and the cached results, and what an earlier run left in them. */
export interface Kept {
  readonly journal: Journal | null;
  readonly cache: ResultsCache;
  readonly segments: SegmentFiles;
  readonly restored: Restored | null;
  /** What has changed since the last run; null where nothing has. */
  readonly mending: Mending | null;
}

export interface KeptContext {
  /** Of the sandboxes. */
  readonly image: string;
  /** Of the data, as it was looked at; null where there is none. */
  readonly fingerprint: string | null;
  /** What the roles load of the package; null where that is not known. */
  readonly loads: RoleDigests | null;
  readonly warn: (message: string) => void;
}

/**
 * Opens journal, cache and segments of a job, with what they hold of an earlier run. Where the job goes on with mended
 * code, the journal says so before anything else happens: from then on what no longer counts is as good as gone,
 * whoever dies. Null journal: the job is not to be resumed. Throws FailureError `resume-refused` where they are not of
 * this job. The caller closes them.
 */
export async function openKept(
  request: JobRequest,
  { image, fingerprint, loads, warn }: KeptContext,
): Promise<Kept> {
  const { folder, options, resuming } = request;
  const read = resuming && options.resume ? await readJournal(folder) : { records: [], validBytes: 0 };
  const foreign = foreignRecord(read.records, journalVersion);
  if (foreign !== null) throw journalRefused(folder, foreign);
  if (!options.resume) {
    const segments = await SegmentFiles.open(folder);
    const cache = await ResultsCache.open(folder);
    return { journal: null, cache, segments, restored: null, mending: null };
  }
  const identity = jobIdentity(request, image, fingerprint, loads);
  const mending = mendingOf(read.records, identity, request);
  const journal = await Journal.open(folder, read.validBytes);
  const records = [...read.records];
  if (records.length === 0) records.push({ type: 'job', version: journalVersion, identity: { ...identity } });
  if (mending !== null) records.push({ type: 'mended', identity: { ...identity }, ...mending });
  const added = records.slice(read.records.length);
  await Promise.all([...added.map((record) => journal.append(() => record)), journal.flush()]);
  if (mending !== null) await journal.sync();
  const living = livingRecords(records);
  const segments = await SegmentFiles.open(folder, resuming ? segmentsOf(living) : undefined);
  const cache = await ResultsCache.open(folder, restore(records, new Set()).cacheBytes);
  const damaged = await findDamaged(living, cache, segments);
  if (damaged.size > 0) warn(`${damaged.size} kept batches of results are damaged and are computed again`);
  const restored = read.records.length === 0 ? null : restore(records, damaged);
  return { journal, cache, segments, restored, mending };
}

/** What has changed in the package since the journal last said; throws where the job cannot go on. */
function mendingOf(
  records: readonly JournalRecord[],
  now: JobIdentity,
  { mended }: JobRequest,
): Mending | null {
  const [header] = records;
  if (header?.type !== 'job') return null;
  if (header.version !== journalVersion) throw refused(['the journal’s version']);
  const before = records.reduce<Readonly<Record<string, string>>>(
    (last, record) => (record.type === 'mended' ? record.identity : last),
    header.identity,
  );
  const isMended = mended !== undefined && before.package !== now.package;
  const processor = before.processor !== now.processor;
  // Other requirements make another image, and are among what the processor loads.
  const ofPackage = ['package', 'limits', 'params'] as const;
  const mayDiffer = processor ? ([...ofPackage, 'image'] as const) : ofPackage;
  const changed = differences(before, now, isMended ? mayDiffer : []);
  if (changed.length > 0) throw refused(changed);
  if (!isMended) return null;
  return { splitter: before.splitter !== now.splitter, processor, keepResults: mended.keepResults };
}

function refused(changed: readonly string[]): FailureError {
  const verb = changed.length === 1 ? 'is' : 'are';
  const message = `the job cannot go on: ${changed.join(', ')} ${verb} not what the job began with`;
  return new FailureError(failure('resume-refused', 'preparing', message));
}

function segmentsOf(records: readonly JournalRecord[]): ReadonlySet<string> {
  return new Set(records.flatMap((record) => (record.type === 'segment-results' ? [record.segment] : [])));
}
