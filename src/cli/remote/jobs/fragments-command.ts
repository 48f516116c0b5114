import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { FailedFragment } from '../../../chief/chief.ts';
import { findJobs } from '../../../home/find-job.ts';
import { isPurged } from '../../../store/purged-report.ts';
import { formatCount } from '../../../text/format-quantity.ts';
import { inertLine } from '../../../text/inert-text.ts';
import type { CliIo } from '../../cli-io.ts';
import { failurePlace } from '../../display/failure-text.ts';
import { styleFor } from '../../display/style.ts';
import { jsonLine, textTable } from '../../display/text-table.ts';
import type { ExitCode } from '../../exit-code.ts';
import { checkNewFile, writeNewFile } from '../../run/output-file.ts';
import { systemReason } from '../../system-reason.ts';
import { UsageError } from '../../usage-error.ts';
import type { RemoteJob } from '../client/answer-shapes.ts';
import { ChiefError } from '../client/chief-error.ts';
import { pickJob } from '../pick.ts';
import { type Remote, withChief } from '../with-chief.ts';

const purgedText = 'the package of this job was purged: nothing is kept of its fragments';

export interface FragmentsFlags {
  readonly state?: 'failed' | 'skipped';
  readonly bundle?: number;
  readonly out?: string;
  readonly json?: true;
}

/** `butcher fragments`: those that are out of tries, or the replay bundle of one. */
export async function fragmentsCommand(text: string, flags: FragmentsFlags, io: CliIo): Promise<void> {
  if (flags.out !== undefined && flags.bundle === undefined)
    throw new UsageError('--out has a meaning only with --bundle.');
  await withChief(io, async (remote) => {
    const job = await pickJob(remote.client, text).catch((error) => pointToKept(error, text, remote));
    if (flags.bundle !== undefined) return fetchBundle(remote, job, flags.bundle, flags.out);
    const query = { state: flags.state };
    const fragments: FailedFragment[] = [];
    for await (const fragment of remote.client.list('fragments', `/jobs/${job.id}/fragments`, query)) {
      if (flags.json === true) io.stdout.write(jsonLine({ type: 'fragment', ...fragment }));
      else fragments.push(fragment);
    }
    if (flags.json === true) return 0;
    if (fragments.length === 0)
      io.stderr.write(`${isPurged(job) ? purgedText : 'no fragment is out of tries'}\n`);
    else {
      const header = ['FRAGMENT', 'STATE', 'TRIES', 'CODE', 'PLACE', 'MESSAGE'];
      io.stdout.write(textTable(header, fragments.map(row), styleFor(io.stdout, io.env)));
    }
    return 0;
  });
}

/** Throws where to look instead, if the job is one that `butcher run` left here; else what it was given. */
async function pointToKept(error: unknown, text: string, { config }: Remote): Promise<never> {
  const notThere = error instanceof UsageError || (error instanceof ChiefError && error.code === 'no-chief');
  const [job] = notThere ? await findJobs(config.home, text) : [];
  if (job === undefined) throw error;
  const { id, name } = job.record;
  throw new UsageError(
    `${inertLine(name)} is a job of this machine's own: \`butcher replay ${id}\` lists its failed fragments.`,
    { cause: error },
  );
}

function row({ fragment, state, attempts, failure }: FailedFragment): readonly string[] {
  const place = failurePlace(failure) ?? '';
  return [formatCount(fragment), state, formatCount(attempts), failure.code, place, failure.message];
}

async function fetchBundle(
  { client, io }: Remote,
  { id }: RemoteJob,
  fragment: number,
  out: string | undefined,
): Promise<ExitCode> {
  const path = resolve(io.cwd, out ?? `${id}-${fragment}.tar`);
  await checkNewFile(path, '--out');
  const response = await client.open('GET', `/jobs/${id}/fragments/${fragment}/bundle`);
  const body = (response.body ?? []) as AsyncIterable<Uint8Array>;
  // Whole before anything is written: a bundle is one fragment and what is known of it.
  const bytes = await buffer(Readable.from(body)).catch((error) => {
    throw client.lost(error);
  });
  await writeNewFile(path, bytes, 0o600).catch((error) => {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${inertLine(path)} cannot be written: ${systemReason(error)}.`);
  });
  io.stdout.write(`bundle  ${inertLine(out ?? `${id}-${fragment}.tar`)}\n`);
  return 0;
}
