import { findJobs, inspectJobs, type KnownJob } from '../../home/find-job.ts';
import { inertLine } from '../../text/inert-text.ts';
import { UsageError } from '../usage-error.ts';

/** The one job of the home that `text` means. Throws UsageError where it means none or several. */
export async function findKeptJob(home: string, text: string): Promise<KnownJob> {
  const meant = await findJobs(home, text);
  const shown = inertLine(text);
  if (meant.length > 1) {
    const list = meant.map(({ record: { id, name, state } }) => `${id} (${name}, ${state})`).join(', ');
    throw new UsageError(`"${shown}" may mean several jobs: ${list}. Give the id.`);
  }
  const [job] = meant;
  if (job === undefined) {
    const broken = (await inspectJobs(home)).broken.find(({ id }) => text !== '' && id.startsWith(text));
    if (broken !== undefined) throw new UsageError(sentence(broken.problem));
    throw new UsageError(
      `No job "${shown}" is kept in ${inertLine(home)}. A job that is done, or that failed before it had a result, is not kept. One that a chief ran is resumed with --chief.`,
    );
  }
  return job;
}

/** What a record's reader says is wrong, as a sentence of its own. */
export function sentence(problem: string): string {
  return `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`;
}
