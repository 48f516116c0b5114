import { resolve } from 'node:path';
import { inertLine } from '../../../text/inert-text.ts';
import type { CliIo } from '../../cli-io.ts';
import { shortPath } from '../../display/outcome-text.ts';
import { jsonLine } from '../../display/text-table.ts';
import { checkOutputFile, writeOutputFile } from '../../run/output-file.ts';
import { digestsNeedProvenance } from '../../run/plan-provenance.ts';
import { checkResultsTarget, resultsTarget } from '../../run/results-target.ts';
import type { DisplayFlags } from '../../run/run-flags.ts';
import { systemReason } from '../../system-reason.ts';
import { UsageError } from '../../usage-error.ts';
import { ChiefError } from '../client/chief-error.ts';
import { pickJob } from '../pick.ts';
import { withChief } from '../with-chief.ts';
import { fetchFragmentDigests } from './fetch-digests.ts';
import { fetchResults } from './fetch-results.ts';

export interface ResultsFlags extends DisplayFlags {
  readonly out?: string;
  /** File for what the chief signed about them. */
  readonly provenance?: string;
  /** File for the digests of the fragments' results, which that names. */
  readonly fragmentDigests?: string;
}

/** `butcher results`: fetches the results of a job that is done. */
export async function resultsCommand(text: string, flags: ResultsFlags, io: CliIo): Promise<void> {
  const given = flags.out === undefined ? null : resultsTarget(flags.out, io.cwd);
  if (given !== null) await checkResultsTarget(given);
  const provenance = flags.provenance === undefined ? null : resolve(io.cwd, flags.provenance);
  if (provenance !== null) await checkOutputFile(provenance, '--provenance');
  const digests = flags.fragmentDigests === undefined ? null : resolve(io.cwd, flags.fragmentDigests);
  if (digests !== null && provenance === null) throw new UsageError(digestsNeedProvenance);
  if (digests !== null) await checkOutputFile(digests, '--fragment-digests');
  await withChief(io, async (remote) => {
    const job = await pickJob(remote.client, text);
    const out = given ?? resultsTarget(`${job.name}.tar`, io.cwd);
    if (given === null) await checkResultsTarget(out);
    if (provenance === out.path) throw new UsageError('--provenance and --out name the same file.');
    if (digests !== null && (digests === out.path || digests === provenance))
      throw new UsageError(`Two options name the same file, ${inertLine(digests)}.`);
    const envelope =
      provenance === null ? null : await remote.client.ask('provenance', 'GET', `/jobs/${job.id}/provenance`);
    if (digests !== null && envelope !== null) await fetchFragmentDigests(remote, job.id, envelope, digests);
    await fetchResults(remote, job, out, flags);
    if (provenance !== null)
      await writeOutputFile(provenance, `${JSON.stringify(envelope)}\n`, job.id, '--provenance').catch(
        (error) => notWritten(provenance, error),
      );
    if (flags.json === true)
      io.stdout.write(jsonLine({ type: 'results', job: job.id, name: job.name, path: out.path }));
    else if (flags.quiet !== true) io.stdout.write(`results  ${inertLine(shortPath(out.path, io.cwd))}\n`);
    return 0;
  });
}

function notWritten(path: string, error: unknown): never {
  if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
  throw new ChiefError(
    'not-written',
    `The provenance could not be written to ${inertLine(path)}: ${systemReason(error)}.`,
    'The results are there; put that right, and fetch it with --out to another place.',
    1,
    null,
    { cause: error },
  );
}
