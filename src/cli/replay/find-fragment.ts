import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { KnownJob } from '../../home/find-job.ts';
import { jobFolder } from '../../home/job-folders.ts';
import { bundleFiles } from '../../jobs/replay/replay-bundle.ts';
import { findKeptJob, sentence } from '../kept/find-kept-job.ts';
import { type KeptFragment, keptFragments } from '../kept/kept-fragments.ts';
import { UsageError } from '../usage-error.ts';

/** What the argument of `butcher replay` means. */
export type Meant =
  /** A job of this home; without a number, all that it keeps. */
  | {
      readonly kind: 'kept';
      readonly job: KnownJob;
      readonly fragments: readonly KeptFragment[];
      /** The argument names one of them. */
      readonly one: KeptFragment | null;
    }
  /** A folder or tar that this home knows nothing of. */
  | { readonly kind: 'foreign'; readonly path: string };

/** Finds `JOB:NUMBER`, `JOB`, or a bundle's folder or tar. Throws UsageError where there is no such thing. */
export async function findFragment(text: string, home: string, cwd: string): Promise<Meant> {
  const path = await bundlePath(text, cwd);
  const own = path === null ? null : await inHome(path, home);
  if (path !== null && own === null) return { kind: 'foreign', path };
  const [, name = text, number] = /^(.*):(\d+)$/.exec(own ?? text) ?? [];
  const job = await findKeptJob(home, name);
  const { fragments, problems } = await keptFragments(job);
  const wanted = number === undefined ? null : Number(number);
  const one = fragments.find(({ bundle }) => bundle.fragment === wanted) ?? null;
  const [problem] = problems;
  if (problem !== undefined && (fragments.length === 0 || (wanted !== null && one === null)))
    throw new UsageError(sentence(problem));
  if (fragments.length === 0) throw new UsageError(`The job ${job.record.id} keeps no failed fragment.`);
  if (wanted === null || one !== null) return { kind: 'kept', job, fragments, one };
  const kept = fragments.slice(0, 20).map(({ bundle }) => bundle.fragment);
  const more = fragments.length > kept.length ? ' and more' : '';
  throw new UsageError(
    `The job ${job.record.id} keeps no fragment ${number}; it keeps ${kept.join(', ')}${more}.`,
  );
}

/** The path that is meant, links resolved; null where the text is not one of a bundle. */
async function bundlePath(text: string, cwd: string): Promise<string | null> {
  const path = resolve(cwd, text);
  const stats = await stat(path).catch(() => null);
  if (stats === null) return null;
  const isBundle = stats.isDirectory()
    ? await lstat(join(path, bundleFiles.record)).then(
        () => true,
        () => false,
      )
    : /\.tar$|\//i.test(text);
  return isBundle ? realpath(path) : null;
}

/** `JOB:NUMBER` for the folder of a bundle that a job of this home keeps; null for any other. */
async function inHome(path: string, home: string): Promise<string | null> {
  const bundles = dirname(path);
  const job = dirname(bundles);
  const jobs = await realpath(jobFolder(home, '')).catch(() => null);
  const isKept = dirname(job) === jobs && basename(bundles) === 'bundles';
  return isKept ? `${basename(job)}:${basename(path)}` : null;
}
