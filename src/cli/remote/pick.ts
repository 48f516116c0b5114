import { lstat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { inertLine } from '../../text/inert-text.ts';
import { UsageError } from '../usage-error.ts';
import type { RemoteDataset, RemoteJob, RemotePackage } from './client/answer-shapes.ts';
import type { ChiefClient } from './client/chief-client.ts';
import { ChiefError } from './client/chief-error.ts';

/** So many are named where a text could mean several. */
const mostNamed = 5;
/** What shows all that a text can be meant from. */
export const listedBy = {
  job: 'butcher jobs',
  package: 'butcher upload --list',
  dataset: 'butcher data --list',
} as const;
const idPattern = /^[A-Za-z0-9-]{1,64}$/;

class NothingMeantError extends UsageError {}

/** The job that is meant by an id, the beginning of just one, or a name: the newest of that name. Throws UsageError. */
export async function pickJob(client: ChiefClient, text: string): Promise<RemoteJob> {
  if (idPattern.test(text)) {
    const found = await orNull(client.ask('job', 'GET', `/jobs/${text}`));
    if (found !== null) return found.job;
  }
  const meant = await allMeant(client.list('jobs', '/jobs', { limit: '1000' }), text, ({ id }) => id);
  const [newest] = meant;
  if (newest?.name === text) return newest;
  return single(meant, text, 'job', ({ id, name, state }) => `${id} (${name}, ${state})`);
}

/** The package that is meant by a digest, the beginning of just one, or a name that only one has. */
export async function pickPackage(client: ChiefClient, text: string): Promise<RemotePackage> {
  const list = client.list('packages', '/packages', { limit: '1000' });
  const meant = await allMeant(list, text, ({ digest }) => digest);
  return single(meant, text, 'package', ({ digest, name }) => `${digest.slice(0, 19)} (${name})`);
}

/** The dataset that is meant by an id, the beginning of just one, or a name that only one has. */
export async function pickDataset(client: ChiefClient, text: string): Promise<RemoteDataset> {
  const list = client.list('datasets', '/datasets', { limit: '1000' });
  const meant = await allMeant(list, text, ({ id }) => id);
  return single(meant, text, 'dataset', ({ id, name }) => `${id} (${name})`);
}

/** Whether there is something of that name on this machine. */
export async function isPath(text: string, cwd: string): Promise<boolean> {
  return lstat(resolve(cwd, text)).then(
    () => true,
    () => false,
  );
}

/** Says of what the chief does not have that it is no path of this machine either. */
export function orNoFile(error: unknown): never {
  if (!(error instanceof NothingMeantError)) throw error;
  throw new UsageError(`${error.message} Nor is there such a file or folder here.`);
}

/** Null for what the chief does not have. */
export async function orNull<Answer>(asked: Promise<Answer>): Promise<Answer | null> {
  return asked.catch((error: unknown) => {
    if (error instanceof ChiefError && error.code === 'not-found') return null;
    throw error;
  });
}

async function allMeant<Item extends { readonly name: string }>(
  items: AsyncIterable<Item>,
  text: string,
  key: (item: Item) => string,
): Promise<readonly Item[]> {
  const named: Item[] = [];
  const begun: Item[] = [];
  for await (const item of items) {
    if (key(item) === text) return [item];
    if (item.name === text) named.push(item);
    if (text !== '' && key(item).startsWith(text)) begun.push(item);
  }
  return named.length > 0 ? named : begun;
}

function single<Item>(
  meant: readonly Item[],
  text: string,
  kind: keyof typeof listedBy,
  describe: (item: Item) => string,
): Item {
  const [only, another] = meant;
  const shown = inertLine(text);
  if (only === undefined)
    throw new NothingMeantError(
      `The chief has no ${kind} ${shown}; \`${listedBy[kind]}\` lists what it has.`,
    );
  if (another === undefined) return only;
  const named = meant.slice(0, mostNamed).map(describe).join(', ');
  const more = meant.length > mostNamed ? ' and more' : '';
  throw new UsageError(`${shown} could mean several: ${named}${more}.`);
}
