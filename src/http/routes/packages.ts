import Type from 'typebox';
import { inertFile, isText } from '../download/inert-file.ts';
import { sendFile } from '../download/send-file.ts';
import { checkMatch, tagged } from '../download/tagged.ts';
import { callerOf } from '../guards/authenticate.ts';
import type { HttpParts } from '../http-parts.ts';
import { granted, packageRefused } from '../http-problem.ts';
import { expiring, presentedPage, presentedReport } from '../present.ts';
import { digestParams, packageFileQuery, packageQuery, pageQuery, pageRequest } from '../schemas/requests.ts';
import { json, nothing, page, problems, stream, unchangedAnswer, wrapped } from '../schemas/responses.ts';
import { exactly, shared } from '../schemas/shapes.ts';
import type { HttpApp } from '../type-provider.ts';
import { acceptUploads, uploadBody } from '../upload/accept-uploads.ts';
import { readUpload } from '../upload/read-upload.ts';

const tags = ['packages'];
const received = exactly({ package: shared('Package'), report: shared('CheckReport') });

export async function packageRoutes(app: HttpApp, { chief }: HttpParts): Promise<void> {
  const shown = expiring(() => chief.terms.retention);
  app.register(async (uploads: HttpApp) => {
    await acceptUploads(uploads);
    uploads.post(
      '/packages',
      {
        config: { holds: 'upload', takesNoTurn: true },
        schema: {
          tags,
          operationId: 'uploadPackage',
          summary: 'Upload a package',
          description: 'A tar, tar.gz or zip archive. It is checked, never run; any error refuses it.',
          querystring: packageQuery,
          body: uploadBody,
          response: {
            200: json(received, 'The account had it already.'),
            201: json(received, 'Checked and kept.'),
            ...problems,
          },
        },
      },
      async (request, reply) => {
        const { fileName, ...upload } = await readUpload(request);
        const name = request.query.name ?? fileName ?? 'package';
        const outcome = granted(await chief.addPackage(callerOf(request), { ...upload, fileName: name }));
        if (outcome.kind === 'refused') {
          throw packageRefused(outcome.report, 'and was not kept');
        }
        const { kind, package: kept, report } = outcome;
        reply.code(kind === 'added' ? 201 : 200).header('location', `/api/v1/packages/${kept.digest}`);
        return { package: shown.package(kept), report: presentedReport(report) };
      },
    );
  });

  app.get(
    '/packages',
    {
      schema: {
        tags,
        operationId: 'listPackages',
        summary: 'List packages, newest first',
        querystring: pageQuery,
        response: { 200: page('Package', 'One page.'), ...problems },
      },
    },
    async (request) =>
      presentedPage(await chief.packages(callerOf(request), pageRequest(request.query)), shown.package),
  );

  app.get(
    '/packages/:digest',
    {
      compress: false,
      schema: {
        tags,
        operationId: 'getPackage',
        summary: 'See a package',
        params: digestParams,
        response: { 200: wrapped('package', 'Package', 'The package.'), 304: unchangedAnswer, ...problems },
      },
    },
    async (request, reply) =>
      tagged(request, reply, {
        package: shown.package(granted(await chief.package(callerOf(request), request.params.digest))),
      }),
  );

  app.get(
    '/packages/:digest/files',
    {
      schema: {
        tags,
        operationId: 'listPackageFiles',
        summary: 'List the files of a package',
        params: digestParams,
        response: {
          200: json(exactly({ items: Type.Array(shared('PackageFile')) }), 'All of them, by path.'),
          ...problems,
        },
      },
    },
    async (request) => {
      const files = granted(await chief.packageFiles(callerOf(request), request.params.digest));
      return { items: files.items.map((file) => ({ ...file, text: isText(file.path) })) };
    },
  );

  app.get(
    '/packages/:digest/file',
    {
      config: { holds: 'download' },
      schema: {
        tags,
        operationId: 'getPackageFile',
        summary: 'Read a file of a package',
        params: digestParams,
        querystring: packageFileQuery,
        response: {
          200: stream('text/plain', 'Its bytes; what is no text as application/octet-stream or a picture.'),
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const { path } = request.query;
      const file = granted(await chief.packageFile(callerOf(request), request.params.digest, path));
      const { type, headers } = inertFile(path);
      return sendFile(request, reply.headers(headers), file, { type });
    },
  );

  app.delete(
    '/packages/:digest',
    {
      config: { scopes: ['author', 'operator'], matches: true },
      schema: {
        tags,
        operationId: 'deletePackage',
        summary: 'Delete a package',
        description: 'It must not be needed by a job that has not ended.',
        params: digestParams,
        response: { 204: nothing('Deleted.'), ...problems },
      },
    },
    async (request, reply) => {
      await checkMatch(request, async () => {
        const kept = await chief.package(callerOf(request), request.params.digest);
        return 'kind' in kept ? kept : { package: shown.package(kept) };
      });
      granted(await chief.deletePackage(callerOf(request), request.params.digest));
      return reply.code(204).send();
    },
  );
}
