import { inertLine } from '../../../text/inert-text.ts';
import type { CliIo } from '../../cli-io.ts';
import { shortPath } from '../../display/outcome-text.ts';
import { jsonLine } from '../../display/text-table.ts';
import { checkResultsTarget, resultsTarget } from '../../run/results-target.ts';
import type { DisplayFlags } from '../../run/run-flags.ts';
import { pickJob } from '../pick.ts';
import { withChief } from '../with-chief.ts';
import { fetchResults } from './fetch-results.ts';

export interface ResultsFlags extends DisplayFlags {
  readonly out?: string;
}

/** `butcher results`: fetches the results of a job that is done. */
export async function resultsCommand(text: string, flags: ResultsFlags, io: CliIo): Promise<void> {
  const given = flags.out === undefined ? null : resultsTarget(flags.out, io.cwd);
  if (given !== null) await checkResultsTarget(given);
  await withChief(io, async (remote) => {
    const job = await pickJob(remote.client, text);
    const out = given ?? resultsTarget(`${job.name}.tar`, io.cwd);
    if (given === null) await checkResultsTarget(out);
    await fetchResults(remote, job, out, flags);
    if (flags.json === true)
      io.stdout.write(jsonLine({ type: 'results', job: job.id, name: job.name, path: out.path }));
    else if (flags.quiet !== true) io.stdout.write(`results  ${inertLine(shortPath(out.path, io.cwd))}\n`);
    return 0;
  });
}
