import { formatCount } from '../../../text/format-quantity.ts';
import type { CliIo } from '../../cli-io.ts';
import { styleFor } from '../../display/style.ts';
import { jsonLine, shortTime, textTable } from '../../display/text-table.ts';
import { ownConfig } from '../../home/own-config.ts';
import { type JobsListing, listLocalJobs } from '../../kept/local-jobs.ts';
import type { RemoteJob } from '../client/answer-shapes.ts';
import { isChiefNamed } from '../client/find-chief.ts';
import { withChief } from '../with-chief.ts';

export interface JobsFlags extends JobsListing {
  readonly local?: true;
}

const largestPage = 1000;

/** `butcher jobs`: newest first, as many as wanted. */
export async function jobsCommand(flags: JobsFlags, io: CliIo): Promise<void> {
  const config = await ownConfig(io);
  if (flags.local === true || !(await isChiefNamed(config, io.env))) {
    if (flags.local !== true && flags.json !== true)
      io.stderr.write('no chief is named or serves this home; these are the jobs of this machine\n');
    return listLocalJobs(config.home, flags, io);
  }
  const { state, limit, json } = flags;
  await withChief(io, async ({ client }) => {
    const jobs: RemoteJob[] = [];
    // One more than wanted tells whether there are more.
    const query = { state, limit: String(Math.min(limit + 1, largestPage)) };
    for await (const job of client.list('jobs', '/jobs', query)) {
      jobs.push(job);
      if (jobs.length > limit) break;
    }
    const shown = jobs.slice(0, limit);
    if (json === true) for (const job of shown) io.stdout.write(jsonLine({ type: 'job', ...job }));
    else {
      const header = ['ID', 'NAME', 'STATE', 'ACCOUNT', 'FRAGMENTS', 'MERGED', 'SUBMITTED'];
      io.stdout.write(textTable(header, shown.map(row), styleFor(io.stdout, io.env)));
    }
    if (jobs.length > limit) io.stderr.write(`there are more than ${limit}; see more with --limit N\n`);
    return 0;
  });
}

function row({ id, name, state, account, counts, createdAtMs }: RemoteJob): readonly string[] {
  const { fragments, merged } = counts;
  return [id, name, state, account, formatCount(fragments), formatCount(merged), shortTime(createdAtMs)];
}
