import Type from 'typebox';
import { pathOfResult } from '../../chief/service/job-results.ts';
import { inertFile } from '../download/inert-file.ts';
import { sendFile } from '../download/send-file.ts';
import { callerOf } from '../guards/authenticate.ts';
import type { HttpParts } from '../http-parts.ts';
import { granted, HttpProblem } from '../http-problem.ts';
import { idParams, pageRequest, resultFileQuery, resultsFolderQuery } from '../schemas/requests.ts';
import { nothing, page, problems, stream } from '../schemas/responses.ts';
import type { HttpApp } from '../type-provider.ts';

const tags = ['jobs'];
const binary = Type.Unsafe<string>({ type: 'string', format: 'binary' });

/** What types a file of results is given out as. */
function anyType(description: string) {
  const types = ['application/octet-stream', 'text/plain', 'image/png', 'image/jpeg', 'image/gif'];
  const content = [...types, 'image/webp', 'image/svg+xml'].map((type) => [type, { schema: binary }]);
  return { description, content: Object.fromEntries(content) };
}

/** The results of jobs: all of them as a tar, or file by file. */
export async function jobResultRoutes(app: HttpApp, { chief }: HttpParts): Promise<void> {
  app.get(
    '/jobs/:id/results',
    {
      config: { holds: 'download' },
      schema: {
        tags,
        operationId: 'getResults',
        summary: 'Download the results of a job that is done',
        description: 'The ETag is the digest. Range takes one range, so that a broken download can go on.',
        params: idParams,
        response: {
          200: stream('application/x-tar', 'The results folder.'),
          206: stream('application/x-tar', 'The part of it that was asked for.'),
          304: nothing('The same as If-None-Match names.'),
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const { digest, name, ...file } = granted(await chief.results(callerOf(request), request.params.id));
      return sendFile(request, reply, file, { type: 'application/x-tar', digest, saveAs: name });
    },
  );

  app.get(
    '/jobs/:id/results/files',
    {
      schema: {
        tags,
        operationId: 'listResultFiles',
        summary: 'List a folder of the results of a job that is done',
        params: idParams,
        querystring: resultsFolderQuery,
        response: { 200: page('ResultEntry', 'What is directly in it, sorted by bytes.'), ...problems },
      },
    },
    async (request) => {
      const { folder, ...rest } = request.query;
      const { limit, before: from = null } = pageRequest(rest);
      const path = pathOfResult({ key: folder ?? '' });
      const found = granted(
        await chief.resultsFolder(callerOf(request), request.params.id, { folder: path, from, limit }),
      );
      return { items: found.items, next: found.next === null ? null : String(found.next) };
    },
  );

  app.route({
    url: '/jobs/:id/results/file',
    method: 'GET',
    config: { holds: 'download' },
    schema: {
      tags,
      operationId: 'getResultFile',
      summary: 'Download one file of the results of a job that is done',
      description: 'With an ETag, and Range for a part of it. Never as a type that a browser runs.',
      params: idParams,
      querystring: resultFileQuery,
      response: {
        200: anyType('The file.'),
        206: anyType('The part of it that was asked for.'),
        304: nothing('The same as If-None-Match names.'),
        ...problems,
      },
    },
    handler: async (request, reply) => {
      const { query, params } = request;
      if ((query.key === undefined) === (query.path === undefined))
        throw new HttpProblem('bad-request', 'The file is named by key or by path, one of them.');
      const { tag, name, ...file } = granted(
        await chief.resultFile(callerOf(request), params.id, pathOfResult(query)),
      );
      const { type, headers } = inertFile(name);
      return sendFile(request, reply.headers(headers), file, { type, tag });
    },
  });
}
