import { copyFile, readFile, rm, stat } from 'node:fs/promises';
import { arch, hostname, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { digestOfFile } from '../../files/digest-of-file.ts';
import { makeFolders } from '../../files/make-folders.ts';
import { writeDurably } from '../../files/write-durably.ts';
import { keptDays } from '../../home/job-folders.ts';
import type { ProvenanceTarget } from '../../home/job-record.ts';
import { ownVersion } from '../../host/own-version.ts';
import type { JobReport, JobWork } from '../../model/job-report.ts';
import { fragmentDigestsIn } from '../../model/result-files.ts';
import { dataDigests, packageDigests } from '../../provenance/digests.ts';
import { signed } from '../../provenance/envelope.ts';
import { keyIdOf } from '../../provenance/key-id.ts';
import { sideFileOf } from '../../provenance/side-file.ts';
import { signingKey } from '../../provenance/signing-key.ts';
import { type DigestSet, statementOf } from '../../provenance/statement.ts';
import { exactPath } from '../../text/byte-names.ts';
import { inertLine } from '../../text/inert-text.ts';
import { lookAtData } from '../../trees/trees.ts';
import { hashedFolder } from '../remote/upload/data-digest.ts';
import { systemReason } from '../system-reason.ts';
import { writeOutputFile } from './output-file.ts';
import type { RunPlan } from './plan-run.ts';

/** The statement that could not be put to its place, in the job's folder. */
const keptFile = 'provenance.json';

/** What is known when a job begins. */
export interface ProvenanceStart {
  /** Of the data, over names, sizes and times; null without data. */
  readonly data: string | null;
  readonly startedAtMs: number;
}

export interface ProvenanceEnd {
  readonly report: JobReport;
  readonly finishedAtMs: number;
  /** The job's. */
  readonly folder: string;
  /** What all its runs took. */
  readonly work: JobWork;
}

export async function beginProvenance({ dataset }: RunPlan, startedAtMs: number): Promise<ProvenanceStart> {
  return { data: dataset === null ? null : (await lookAtData(dataset.path)).fingerprint, startedAtMs };
}

/** Why a statement is not where it was asked for. */
export interface Unproven {
  /** A sentence, or several. */
  readonly why: string;
  /** The job's folder has it, to be put to its place once that can be written. */
  readonly isKept: boolean;
}

/** Signs and writes what the results of a job that is done were made of. Returns why it could not. */
export async function makeProvenance(
  plan: RunPlan,
  home: string,
  start: ProvenanceStart,
  end: ProvenanceEnd,
): Promise<Unproven | null> {
  const { path, fragmentDigests } = plan.provenance!;
  try {
    await rm(join(end.folder, keptFile), { force: true });
    const data = await digestsOf(plan);
    // Whoever changes data while they are read gets results of neither.
    const { dataset } = plan;
    if (dataset !== null && (await lookAtData(dataset.path)).fingerprint !== start.data)
      return lost(
        `The provenance was not written: the data ${inertLine(dataset.path)} changed while the job ran.`,
      );
    const { privateKey, publicKey } = await signingKey(home);
    const sideFile = fragmentDigests === null ? null : await sideFileOf(end.folder);
    const statement = statementOf({
      ...{ job: end.report.job, options: plan.options, data },
      ...{ startedAtMs: start.startedAtMs, finishedAtMs: end.finishedAtMs },
      results: (await digestOfFile(join(end.folder, 'results.tar'))).hex,
      package: await packageDigests(plan.source),
      fragmentDigests: sideFile,
      resumed: plan.goesOn !== undefined,
      work: end.work,
      machine: { name: hostname(), system: `${platform()} ${arch()}` },
      version: ownVersion(),
      keyId: keyIdOf(publicKey),
    });
    const envelope = signed(JSON.stringify(statement), privateKey, publicKey);
    const text = `${JSON.stringify(envelope)}\n`;
    const unplaced = await place(text, plan.provenance!, end.folder, plan.id);
    if (unplaced !== null) {
      await writeDurably(join(end.folder, keptFile), text);
      return kept(unplaced, plan.id);
    }
    return fragmentDigests !== null && sideFile === null
      ? lost(
          'The provenance is without the digests of fragments: they could not be kept, for the reason that a warning gives.',
        )
      : null;
  } catch (error) {
    return lost(notWritten(path, error));
  }
}

/** Whether a job that is done has a statement that could not be put to its place. */
export async function hasKeptProvenance(folder: string): Promise<boolean> {
  return (await stat(join(folder, keptFile)).catch(() => null)) !== null;
}

/** Puts the statement that a job's folder has to its place. Returns why it could not. */
export async function placeKeptProvenance(
  folder: string,
  target: ProvenanceTarget,
  id: string,
): Promise<Unproven | null> {
  const unplaced = await place(await readFile(join(folder, keptFile), 'utf8'), target, folder, id);
  return unplaced === null ? null : kept(unplaced, id);
}

/** The statement first: by it a later attempt knows what this one wrote. Returns why it could not, as a sentence. */
async function place(
  text: string,
  { path, fragmentDigests }: ProvenanceTarget,
  folder: string,
  id: string,
): Promise<string | null> {
  try {
    await writeOutputFile(path, text, id, '--provenance');
  } catch (error) {
    return notWritten(path, error);
  }
  if (fragmentDigests === null) return null;
  try {
    if ((await sideFileOf(folder)) === null) return null;
    await makeFolders(dirname(fragmentDigests));
    await copyFile(fragmentDigestsIn(folder), fragmentDigests);
    return null;
  } catch (error) {
    return notWritten(fragmentDigests, error, 'The digests of fragments');
  }
}

function notWritten(path: string, error: unknown, what = 'The provenance'): string {
  const { syscall, message } = error as NodeJS.ErrnoException;
  const why = syscall === undefined ? message : `${systemReason(error)}.`;
  return `${what} could not be written to ${inertLine(path)}: ${why}`;
}

function lost(why: string): Unproven {
  return { why, isKept: false };
}

function kept(why: string, id: string): Unproven {
  const command = `butcher resume ${id} --provenance FILE`;
  return {
    why: `${why}\nWhat was signed is kept for ${keptDays} days\n  put it to a place by: ${command}`,
    isKept: true,
  };
}

async function digestsOf({
  dataset,
}: RunPlan): Promise<{ readonly name: string; readonly digest: DigestSet } | null> {
  if (dataset === null) return null;
  const { name, path } = dataset;
  if (!(await stat(exactPath(path))).isDirectory())
    return { name, digest: { sha256: (await digestOfFile(path)).hex } };
  const folder = await hashedFolder(path);
  if (folder === null) throw new Error('the data have something that is neither a file nor a folder.');
  return { name, digest: dataDigests(folder.digest, true, folder.files) };
}
