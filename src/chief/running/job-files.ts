import { constants } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOfFile } from '../../files/digest-of-file.ts';
import { openPlain } from '../../files/open-plain.ts';
import { readRecord, recordShape } from '../../files/read-record.ts';
import { writeDurably } from '../../files/write-durably.ts';
import { jobLogFile } from '../../home/job-log.ts';
import { segmentFolder } from '../../jobs/disk/segment-files.ts';
import { type ReplayBundle, readReplayBundle } from '../../jobs/replay/replay-bundle.ts';
import { count, digest, exactly } from '../../model/record-schemas.ts';
import { fragmentDigestsFile } from '../../model/result-files.ts';
import { folderUsage, removeTree } from '../../trees/trees.ts';
import { pictureFile } from '../picture/kept-picture.ts';
import { trialFile } from '../picture/kept-trial.ts';
import { indexFiles, indexResults } from '../results/results-index.ts';

/** What is known of a job's results beside their bytes. */
export interface PackedResults {
  readonly bytes: number;
  /** `sha256:` and 64 hex digits over the tar. */
  readonly digest: string;
}

const resultsTar = 'results.tar';
const resultsNote = 'results.json';
const provenance = 'provenance.json';
const mostNoteBytes = 4096;
const noteShape = recordShape(exactly({ bytes: count, digest }));
const bundles = 'bundles';
/** Of kept results that are in no segment. */
export const resultsCache = 'results.cache';
/** Files of what is kept for going on, beside segments. */
const keptFiles: readonly string[] = ['journal', resultsCache];
/** What a job makes anew when it goes on. */
const remade: readonly string[] = ['sandbox', 'resources', 'results.tar.partial', 'package'];

export function resultsTarOf(folder: string): string {
  return join(folder, resultsTar);
}

export function provenanceOf(folder: string): string {
  return join(folder, provenance);
}

export function logFileOf(folder: string): string {
  return join(folder, jobLogFile);
}

export function bundleFolder(folder: string, fragment: number): string {
  return join(folder, bundles, String(fragment));
}

/** Makes a finished tar survive a power cut, and notes its size and digest beside it. */
export async function noteResults(folder: string): Promise<PackedResults> {
  const path = resultsTarOf(folder);
  const file = await openPlain(path, { flags: constants.O_RDWR });
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  const { bytes, hex } = await digestOfFile(path);
  const packed = { bytes, digest: `sha256:${hex}` };
  await writeDurably(join(folder, resultsNote), `${JSON.stringify(packed)}\n`);
  // Where there is no room for it, it is made when somebody looks.
  await indexResults(folder, path).catch(() => {});
  return packed;
}

/** Null where there are no results. */
export async function readResultsNote(folder: string): Promise<PackedResults | null> {
  const read = await readRecord<PackedResults>(join(folder, resultsNote), noteShape, mostNoteBytes).catch(
    () => null,
  );
  if (read?.kind !== 'read') return null;
  const tar = await lstat(resultsTarOf(folder)).catch(() => null);
  return tar?.isFile() === true && tar.size === read.value.bytes ? read.value : null;
}

/** Removes the files of a job that nobody can use any more; of a job that can go on, only those that it makes anew. */
export async function trimFolder(folder: string, goesOn: boolean): Promise<void> {
  const index = Object.values(indexFiles);
  const ofResults = [resultsTar, resultsNote, provenance, fragmentDigestsFile, ...index];
  const kept = [...ofResults, jobLogFile, bundles, pictureFile, trialFile];
  for (const entry of await entriesOf(folder))
    if (goesOn ? remade.includes(entry) : !kept.includes(entry)) await removeTree(join(folder, entry));
  await removeTree(segmentFolder(folder, 'fragments'));
}

/** Forgets all that an earlier run left, so that the job begins anew. */
export async function emptyFolder(folder: string): Promise<void> {
  for (const entry of await entriesOf(folder)) await removeTree(join(folder, entry));
}

/** What a job's folder takes, in bytes: all of it, and what of that are kept results and replay bundles. */
export interface JobUsage {
  readonly bytes: number;
  readonly cacheBytes: number;
  readonly bundleBytes: number;
}

export async function usageOf(folder: string): Promise<JobUsage> {
  const usage = (path: string) => folderUsage(path, Number.MAX_SAFE_INTEGER);
  const sizes = await Promise.all(
    keptFiles.map((name) =>
      lstat(join(folder, name)).then(
        ({ blocks }) => blocks * 512,
        () => 0,
      ),
    ),
  );
  const segments = await usage(join(folder, 'segments'));
  return {
    bytes: await usage(folder),
    cacheBytes: sizes.reduce((sum, bytes) => sum + bytes, segments),
    bundleBytes: await usage(join(folder, bundles)),
  };
}

/** Bundles of fragments that an earlier run gave up and this one tries again. */
export async function forgetBundles(folder: string): Promise<void> {
  await removeTree(join(folder, bundles));
}

/** Numbers of the fragments that have a replay bundle, ascending. */
export async function bundledFragments(folder: string): Promise<readonly number[]> {
  const entries = await entriesOf(join(folder, bundles));
  return entries
    .flatMap((entry) => (/^[1-9]\d{0,14}$/.test(entry) ? [Number(entry)] : []))
    .sort((a, b) => a - b);
}

/** Null where it is not whole. */
export async function readBundle(folder: string, fragment: number): Promise<ReplayBundle | null> {
  const read = await readReplayBundle(bundleFolder(folder, fragment)).catch(() => null);
  return read?.kind === 'read' ? read.value : null;
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
