import { stat } from 'node:fs/promises';
import { type Config, configPath, readConfig } from '../../config.ts';
import type { Asker } from './asker.ts';
import type { GivenWords } from './given-words.ts';
import { inTime, TooSlowError } from './in-time.ts';
import { harmless, type Suggestion } from './suggestions.ts';

/** What completing needs to know of a job. */
interface NamedJob {
  readonly id: string;
  readonly name: string;
  readonly help: string;
}

const mostOfChief = '200';
/** These are about jobs of this machine. */
const local: readonly string[] = ['resume', 'clean'];

/** Ids and names of the jobs that the command can mean, the newest first. */
export async function meantJobs(
  { command, options }: GivenWords,
  asker: Asker,
): Promise<readonly Suggestion[]> {
  const isLocal = local.includes(command.name()) && !options.has('--chief');
  const jobs = isLocal ? await keptJobs(asker) : await jobsOfChief(asker);
  const ids = jobs.map(({ id, help }) => ({ word: id, help }));
  // Only a whole id can be deleted.
  if (command.name() === 'delete') return harmless(ids);
  const names = new Map(jobs.toReversed().map(({ name, help }) => [name, help]));
  return harmless([...ids, ...[...names].map(([word, help]) => ({ word, help }))]);
}

/** The jobs that this machine keeps, the newest first. Nothing about the home is changed. */
export async function keptJobs(asker: Asker): Promise<readonly (NamedJob & { readonly folder: string })[]> {
  const config = await quietConfig(asker);
  if (config === null) return [];
  const { knownJobs } = await import('../../home/find-job.ts');
  const jobs = await inTime(knownJobs(config.home), asker.diskMs).catch(noneUnlessSlow);
  return jobs
    .map(({ folder, record: { id, name, state } }) => ({ id, name, folder, help: `${name}, ${state}` }))
    .reverse();
}

/** The newest jobs of a chief that is named, or serves the home; none where it does not answer at once. */
async function jobsOfChief(asker: Asker): Promise<readonly NamedJob[]> {
  const { io, diskMs, chiefMs } = asker;
  const config = await quietConfig(asker);
  if (config === null) return [];
  const { findChief, isChiefNamed } = await import('../remote/client/find-chief.ts');
  const { ChiefClient } = await import('../remote/client/chief-client.ts');
  try {
    if (!(await inTime(isChiefNamed(config, io.env), diskMs))) return [];
    const chief = await inTime(findChief(config, io.env), diskMs);
    const client = new ChiefClient(chief, new AbortController().signal);
    const asked = client.ask('jobs', 'GET', '/jobs', { query: { limit: mostOfChief } });
    const { items } = await inTime(asked, chiefMs);
    return items.map(({ id, name, state }) => ({ id, name, help: `${name}, ${state}` }));
  } catch (error) {
    return noneUnlessSlow(error);
  }
}

/** Null where the configuration cannot be used: the command itself will say why. A FIFO is not waited for. */
async function quietConfig({ io: { env, cwd }, diskMs }: Asker): Promise<Config | null> {
  const found = stat(configPath(env, cwd)).then(
    (stats) => stats.isFile(),
    () => true,
  );
  if (!(await inTime(found, diskMs))) return null;
  const config = readConfig(env, cwd);
  return 'problem' in config ? null : config;
}

/** Whatever else is wrong is for the command itself to say. */
function noneUnlessSlow(error: unknown): readonly [] {
  if (error instanceof TooSlowError) throw error;
  return [];
}
