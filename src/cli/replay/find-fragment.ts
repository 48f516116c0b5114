import { dirname, resolve } from 'node:path';
import type { KnownJob } from '../../home/find-job.ts';
import { readJobRecord } from '../../home/job-record.ts';
import { inertLine } from '../../text/inert-text.ts';
import { findKeptJob } from '../kept/find-kept-job.ts';
import { type KeptFragment, keptFragments, readKeptFragment } from '../kept/kept-fragments.ts';
import { UsageError } from '../usage-error.ts';

/** What the argument of `butcher replay` means: one fragment, or without a number all that the job keeps. */
export interface Meant {
  readonly job: KnownJob;
  readonly fragments: readonly KeptFragment[];
  /** The argument names one of them. */
  readonly one: KeptFragment | null;
}

/** Finds `JOB:NUMBER`, `JOB` or a bundle's folder. Throws UsageError where there is no such thing. */
export async function findFragment(text: string, home: string, cwd: string): Promise<Meant> {
  const bundle = await readKeptFragment(resolve(cwd, text));
  if (bundle !== null) return inFolder(bundle);
  const [, name = text, number] = /^(.*):(\d+)$/.exec(text) ?? [];
  const job = await findKeptJob(home, name);
  const fragments = await keptFragments(job);
  if (fragments.length === 0) throw new UsageError(`The job ${job.record.id} keeps no failed fragment.`);
  if (number === undefined) return { job, fragments, one: null };
  const one = fragments.find(({ bundle }) => bundle.fragment === Number(number)) ?? null;
  if (one === null) {
    const kept = fragments.slice(0, 20).map(({ bundle }) => bundle.fragment);
    const more = fragments.length > kept.length ? ' and more' : '';
    throw new UsageError(
      `The job ${job.record.id} keeps no fragment ${number}; it keeps ${kept.join(', ')}${more}.`,
    );
  }
  return { job, fragments, one };
}

async function inFolder(one: KeptFragment): Promise<Meant> {
  const folder = dirname(dirname(one.folder));
  const record = await readJobRecord(folder);
  if (record === null)
    throw new UsageError(
      `The job of ${inertLine(one.folder)} is not where it was: a fragment runs only from the job's own folder.`,
    );
  return { job: { folder, record }, fragments: [one], one };
}
