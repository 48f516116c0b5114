import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { datasetNameRule, isDatasetName } from '../../../model/names.ts';
import { exactPath } from '../../../text/byte-names.ts';
import { inertLine } from '../../../text/inert-text.ts';
import type { Dataset } from '../../run/dataset-path.ts';
import { UsageError } from '../../usage-error.ts';
import type { RemoteDataset } from '../client/answer-shapes.ts';
import type { ChiefClient } from '../client/chief-client.ts';
import { ChiefError } from '../client/chief-error.ts';
import { digestOfData } from './data-digest.ts';
import { after, partsFromBytes, type Sending, sendInParts } from './send-in-parts.ts';
import { tarOfFolder } from './tar-of-folder.ts';

/**
 * Uploads a file or a folder as it is read, in parts where that is worth while, unless the account has that content on
 * the chief already. Throws ChiefError; UsageError for what cannot be sent.
 */
export async function sendData(
  client: ChiefClient,
  { path, name }: Dataset,
  sending: Sending,
): Promise<RemoteDataset> {
  if (!isDatasetName(name))
    throw new UsageError(
      `A chief cannot be told the name of the data ${inertLine(name)}: it takes ${datasetNameRule}. Rename it, or give a link with another name.`,
    );
  const stats = await stat(exactPath(path));
  // The chief is asked first whether the account may upload, so that a refusal comes before all of it was sent.
  const { items } = await client.ask('datasets', 'GET', '/datasets', { query: { limit: '1' } });
  const folder = stats.isDirectory();
  const digest = items.length === 0 ? null : await digestOfData(path, folder).catch(() => null);
  const known = digest === null ? null : await knownData(client, name, digest, folder);
  if (known !== null) return known;
  const from = (start: number) =>
    folder
      ? Readable.from(after(start, tarOfFolder(path)), { objectMode: false })
      : createReadStream(exactPath(path), { start, highWaterMark: 256 * 1024 });
  if (folder || stats.size >= partsFromBytes) {
    const bytes = { digest: Buffer.from(digest?.slice('sha256:'.length) ?? '', 'hex'), bytes: stats.size };
    const body = {
      kind: 'dataset',
      name,
      folder,
      from,
      known: folder || digest === null ? null : bytes,
    } as const;
    const finished = await sendInParts(client, body, sending);
    if (finished?.dataset !== undefined) return finished.dataset;
  }
  const body = { stream: from(0), bytes: folder ? null : stats.size };
  const query = { name, folder: folder ? 'true' : undefined };
  return (await client.ask('dataset', 'POST', '/datasets', { body, query })).dataset;
}

/** Reading the data twice costs less than sending them. Null where the chief does not have them for this account. */
async function knownData(
  client: ChiefClient,
  name: string,
  digest: string,
  folder: boolean,
): Promise<RemoteDataset | null> {
  const query = { name, digest, folder: folder ? 'true' : undefined };
  try {
    return (await client.ask('dataset', 'POST', '/datasets', { query })).dataset;
  } catch (error) {
    // An older chief knows no such question.
    if (error instanceof ChiefError && ['not-found', 'bad-request'].includes(error.code)) return null;
    throw error;
  }
}
