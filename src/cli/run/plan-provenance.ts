import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { digestOfFile } from '../../files/digest-of-file.ts';
import { readPlain } from '../../files/open-plain.ts';
import type { ProvenanceTarget } from '../../home/job-record.ts';
import { mostEnvelopeBytes, readEnvelope } from '../../provenance/envelope.ts';
import { sideFileIn, unsignedStatement } from '../../provenance/side-file.ts';
import type { Statement } from '../../provenance/statement.ts';
import { inertLine } from '../../text/inert-text.ts';
import { UsageError } from '../usage-error.ts';
import { checkOutputFile } from './output-file.ts';

export const digestsNeedProvenance = '--fragment-digests has a meaning only with --provenance.';
export const digestsNeedResults =
  '--fragment-digests needs the results of fragments, which --no-resume does not keep.';

export interface ProvenanceFlags {
  readonly provenance?: string;
  readonly fragmentDigests?: string;
}

export interface ProvenanceParts {
  /** What was asked for when the job began. */
  readonly remembered?: ProvenanceTarget;
  readonly job: string;
  /** Files that others are written to. */
  readonly taken: readonly string[];
  readonly cwd: string;
}

/**
 * Where the statement about a job goes, and the digests of its fragments; null where none is asked for. Throws
 * UsageError where they cannot go there, before anything is run.
 */
export async function planProvenance(
  { provenance, fragmentDigests }: ProvenanceFlags,
  { remembered, job, taken, cwd }: ProvenanceParts,
): Promise<ProvenanceTarget | null> {
  const path = provenance === undefined ? remembered?.path : resolve(cwd, provenance);
  if (path === undefined && fragmentDigests !== undefined) throw new UsageError(digestsNeedProvenance);
  if (path === undefined) return null;
  const digests =
    fragmentDigests === undefined ? (remembered?.fragmentDigests ?? null) : resolve(cwd, fragmentDigests);
  await checkOutputFile(path, '--provenance');
  if (digests !== null) await checkOutputFile(digests, '--fragment-digests');
  const all = [...taken, path, ...(digests === null ? [] : [digests])];
  const twice = all.find((one, index) => all.indexOf(one) !== index);
  if (twice !== undefined) throw new UsageError(`Two options name the same file, ${inertLine(twice)}.`);
  // Nobody has named these on this command line: what is there may be what an earlier attempt wrote, and nothing else.
  const earlier = remembered === undefined ? null : await statementAt(path);
  const isOfJob = earlier?.predicate.runDetails.metadata.invocationId === job;
  if (provenance === undefined && !isOfJob && (await isFile(path))) refuseOther(job, 'its provenance', path);
  if (fragmentDigests === undefined && digests !== null && (await isFile(digests))) {
    const { hex } = await digestOfFile(digests);
    if (!isOfJob || sideFileIn(earlier) !== hex) refuseOther(job, 'the digests of its fragments', digests);
  }
  return { path, fragmentDigests: digests };
}

async function statementAt(path: string): Promise<Statement | null> {
  if (!(await isFile(path))) return null;
  const bytes = await readPlain(path, mostEnvelopeBytes, { anyOwner: true }).catch(() => null);
  const envelope = bytes === null ? null : readEnvelope(bytes, path);
  return envelope === null || 'problem' in envelope ? null : unsignedStatement(envelope);
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}

function refuseOther(job: string, what: string, path: string): never {
  throw new UsageError(
    `The job ${job} would write ${what} to ${inertLine(path)}, which is not what an earlier attempt at it wrote. Move that file away, or name another one.`,
  );
}
