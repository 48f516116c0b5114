import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { datasetNameRule, isDatasetName } from '../../../model/names.ts';
import { exactPath } from '../../../text/byte-names.ts';
import { inertLine } from '../../../text/inert-text.ts';
import type { Dataset } from '../../run/dataset-path.ts';
import { UsageError } from '../../usage-error.ts';
import type { RemoteDataset } from '../client/answer-shapes.ts';
import type { ChiefClient } from '../client/chief-client.ts';
import { tarOfFolder } from './tar-of-folder.ts';

/** Uploads a file or a folder as it is read. Throws ChiefError; UsageError for what cannot be sent. */
export async function sendData(client: ChiefClient, { path, name }: Dataset): Promise<RemoteDataset> {
  if (!isDatasetName(name))
    throw new UsageError(
      `A chief cannot be told the name of the data ${inertLine(name)}: it takes ${datasetNameRule}. Rename it, or give a link with another name.`,
    );
  const stats = await stat(exactPath(path));
  // The chief is asked first whether the account may upload, so that a refusal comes before all of it was sent.
  await client.ask('datasets', 'GET', '/datasets', { query: { limit: '1' } });
  const folder = stats.isDirectory();
  const body = folder
    ? { stream: tarOfFolder(path), bytes: null }
    : { stream: createReadStream(exactPath(path), { highWaterMark: 256 * 1024 }), bytes: stats.size };
  const query = { name, folder: folder ? 'true' : undefined };
  return (await client.ask('dataset', 'POST', '/datasets', { body, query })).dataset;
}
