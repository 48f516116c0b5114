import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { datasetNameRule, isDatasetName } from '../../../model/names.ts';
import { exactPath } from '../../../text/byte-names.ts';
import { inertLine } from '../../../text/inert-text.ts';
import type { Dataset } from '../../run/dataset-path.ts';
import { UsageError } from '../../usage-error.ts';
import type { RemoteDataset } from '../client/answer-shapes.ts';
import type { ChiefClient } from '../client/chief-client.ts';
import { ChiefError } from '../client/chief-error.ts';
import { digestOfData } from './data-digest.ts';
import { tarOfFolder } from './tar-of-folder.ts';

/**
 * Uploads a file or a folder as it is read, unless the account has that content on the chief already. Throws
 * ChiefError; UsageError for what cannot be sent.
 */
export async function sendData(client: ChiefClient, { path, name }: Dataset): Promise<RemoteDataset> {
  if (!isDatasetName(name))
    throw new UsageError(
      `A chief cannot be told the name of the data ${inertLine(name)}: it takes ${datasetNameRule}. Rename it, or give a link with another name.`,
    );
  const stats = await stat(exactPath(path));
  // The chief is asked first whether the account may upload, so that a refusal comes before all of it was sent.
  const { items } = await client.ask('datasets', 'GET', '/datasets', { query: { limit: '1' } });
  const folder = stats.isDirectory();
  const known = items.length === 0 ? null : await knownData(client, { path, name }, folder);
  if (known !== null) return known;
  const body = folder
    ? { stream: tarOfFolder(path), bytes: null }
    : { stream: createReadStream(exactPath(path), { highWaterMark: 256 * 1024 }), bytes: stats.size };
  const query = { name, folder: folder ? 'true' : undefined };
  return (await client.ask('dataset', 'POST', '/datasets', { body, query })).dataset;
}

/** Reading the data twice costs less than sending them. Null where the chief does not have them for this account. */
async function knownData(
  client: ChiefClient,
  { path, name }: Dataset,
  folder: boolean,
): Promise<RemoteDataset | null> {
  // What cannot be read is told when it is sent.
  const digest = await digestOfData(path, folder).catch(() => null);
  if (digest === null) return null;
  const query = { name, digest, folder: folder ? 'true' : undefined };
  try {
    return (await client.ask('dataset', 'POST', '/datasets', { query })).dataset;
  } catch (error) {
    // An older chief knows no such question.
    if (error instanceof ChiefError && ['not-found', 'bad-request'].includes(error.code)) return null;
    throw error;
  }
}
