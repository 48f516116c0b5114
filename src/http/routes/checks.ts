import type { Readable } from 'node:stream';
import { callerOf } from '../guards/authenticate.ts';
import type { HttpParts } from '../http-parts.ts';
import { granted } from '../http-problem.ts';
import { presentedReport } from '../present.ts';
import { packageQuery } from '../schemas/requests.ts';
import { json, problems } from '../schemas/responses.ts';
import { shared } from '../schemas/shapes.ts';
import type { HttpApp } from '../type-provider.ts';
import { acceptUploads, uploadBody } from '../upload/accept-uploads.ts';
import { tarOfJson } from '../upload/files-in-json.ts';
import { readUpload } from '../upload/read-upload.ts';

const filesBody = {
  type: 'object',
  properties: { files: { type: 'object', additionalProperties: { type: 'string' } } },
  required: ['files'],
} as const;

/** Checks of packages that are not kept. */
export async function checkRoutes(app: HttpApp, { chief }: HttpParts): Promise<void> {
  await acceptUploads(app);
  app.post(
    '/checks',
    {
      config: { holds: 'upload', takesNoTurn: true },
      schema: {
        tags: ['packages'],
        operationId: 'checkPackage',
        summary: 'Check a package without keeping it',
        description:
          'An archive, as for an upload, or JSON of at most 1 MiB: `{"files": {"Split.py": "…"}}`. What the checks ' +
          'find is the answer, also where they would refuse the package.',
        querystring: packageQuery,
        body: { content: { ...uploadBody.content, 'application/json': { schema: filesBody } } },
        response: { 200: json(shared('Check'), 'What was found.'), ...problems },
      },
    },
    async (request) => {
      const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
      const { fileName, ...upload } = isJson
        ? { fileName: null, body: await tarOfJson(request.body as Readable), expectedBytes: null }
        : await readUpload(request);
      const name = request.query.name ?? fileName ?? 'package';
      const { report, package: read } = granted(
        await chief.checkPackage(callerOf(request), { ...upload, fileName: name }),
      );
      return { report: presentedReport(report), package: read };
    },
  );
}
