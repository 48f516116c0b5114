import { checkMatch, tagged } from '../download/tagged.ts';
import { callerOf } from '../guards/authenticate.ts';
import type { HttpParts } from '../http-parts.ts';
import { granted, HttpProblem } from '../http-problem.ts';
import { expiring, presentedPage } from '../present.ts';
import { datasetQuery, idParams, pageQuery, pageRequest } from '../schemas/requests.ts';
import { nothing, page, problems, unchangedAnswer, wrapped } from '../schemas/responses.ts';
import type { HttpApp } from '../type-provider.ts';
import { acceptUploads, uploadBody } from '../upload/accept-uploads.ts';
import { readUpload } from '../upload/read-upload.ts';

const tags = ['datasets'];

export async function datasetRoutes(app: HttpApp, { chief }: HttpParts): Promise<void> {
  const shown = expiring(() => chief.terms.retention);
  app.register(async (uploads: HttpApp) => {
    await acceptUploads(uploads);
    uploads.post(
      '/datasets',
      {
        config: { holds: 'upload', takesNoTurn: true },
        schema: {
          tags,
          operationId: 'uploadDataset',
          summary: 'Upload data',
          description:
            'A file as it is, or with `folder=true` a tar or tar.gz that becomes a folder; with `digest` nothing, where this account has that content already.',
          querystring: datasetQuery,
          body: uploadBody,
          response: { 201: wrapped('dataset', 'Dataset', 'Kept.'), ...problems },
        },
      },
      async (request, reply) => {
        if (!isUtf8Query(request.url)) throw new HttpProblem('bad-name', 'The query is not UTF-8.');
        const { folder = false, digest } = request.query;
        if (digest !== undefined && request.body !== undefined)
          throw new HttpProblem('bad-request', 'With "digest" there is no body.');
        const { fileName, ...upload } =
          digest === undefined ? await readUpload(request) : { fileName: null, body: null };
        const { name = fileName } = request.query;
        if (name === null)
          throw new HttpProblem(
            'bad-request',
            'The query lacks "name", which user code sees the data under.',
          );
        const caller = callerOf(request);
        const { dataset } = granted(
          upload.body === null
            ? await chief.addKnownDataset(caller, { name, folder, digest: digest! })
            : await chief.addDataset(caller, { ...upload, name, folder }),
        );
        reply.code(201).header('location', `/api/v1/datasets/${dataset.id}`);
        return { dataset: shown.dataset(dataset) };
      },
    );
  });

  app.get(
    '/datasets',
    {
      schema: {
        tags,
        operationId: 'listDatasets',
        summary: 'List datasets, newest first',
        querystring: pageQuery,
        response: { 200: page('Dataset', 'One page.'), ...problems },
      },
    },
    async (request) =>
      presentedPage(await chief.datasets(callerOf(request), pageRequest(request.query)), shown.dataset),
  );

  app.get(
    '/datasets/:id',
    {
      compress: false,
      schema: {
        tags,
        operationId: 'getDataset',
        summary: 'See a dataset',
        params: idParams,
        response: { 200: wrapped('dataset', 'Dataset', 'The dataset.'), 304: unchangedAnswer, ...problems },
      },
    },
    async (request, reply) =>
      tagged(request, reply, {
        dataset: shown.dataset(granted(await chief.dataset(callerOf(request), request.params.id))),
      }),
  );

  app.delete(
    '/datasets/:id',
    {
      config: { scopes: ['author', 'operator'], matches: true },
      schema: {
        tags,
        operationId: 'deleteDataset',
        summary: 'Delete a dataset',
        description: 'It must not be needed by a job that has not ended.',
        params: idParams,
        response: { 204: nothing('Deleted.'), ...problems },
      },
    },
    async (request, reply) => {
      await checkMatch(request, async () => {
        const dataset = await chief.dataset(callerOf(request), request.params.id);
        return 'kind' in dataset ? dataset : { dataset: shown.dataset(dataset) };
      });
      granted(await chief.deleteDataset(callerOf(request), request.params.id));
      return reply.code(204).send();
    },
  );
}

/** Whether what the query has percent-encoded is UTF-8; the parser would take other bytes for letters as they stand. */
function isUtf8Query(url: string): boolean {
  try {
    decodeURIComponent(url.slice(url.indexOf('?') + 1));
    return true;
  } catch {
    return false;
  }
}
