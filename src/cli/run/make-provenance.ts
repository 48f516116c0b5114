import { copyFile, stat } from 'node:fs/promises';
import { arch, hostname, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { digestOfFile } from '../../files/digest-of-file.ts';
import { makeFolders } from '../../files/make-folders.ts';
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

/** Signs and writes what the results of a job that is done were made of. Returns why it could not, as a sentence. */
export async function makeProvenance(
  plan: RunPlan,
  home: string,
  start: ProvenanceStart,
  end: ProvenanceEnd,
): Promise<string | null> {
  const { path, fragmentDigests } = plan.provenance!;
  try {
    const data = await digestsOf(plan);
    // Whoever changes data while they are read gets results of neither.
    const { dataset } = plan;
    if (dataset !== null && (await lookAtData(dataset.path)).fingerprint !== start.data)
      return `The provenance was not written: the data ${inertLine(dataset.path)} changed while the job ran.`;
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
    if (fragmentDigests !== null && sideFile !== null) {
      await makeFolders(dirname(fragmentDigests));
      await copyFile(fragmentDigestsIn(end.folder), fragmentDigests);
    }
    await writeOutputFile(path, `${JSON.stringify(envelope)}\n`, plan.id, '--provenance');
    return fragmentDigests !== null && sideFile === null
      ? 'The provenance is without the digests of fragments: they could not be kept, for the reason that a warning gives.'
      : null;
  } catch (error) {
    const { syscall } = error as NodeJS.ErrnoException;
    const why =
      syscall === undefined ? (error as Error).message : `${systemReason(error as NodeJS.ErrnoException)}.`;
    return `The provenance could not be written to ${inertLine(path)}: ${why}`;
  }
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
