import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { UploadPart, UploadView } from '../../chief/chief-uploads.ts';
import { callerOf } from '../guards/authenticate.ts';
import type { HttpParts } from '../http-parts.ts';
import { granted, HttpProblem, packageRefused } from '../http-problem.ts';
import { expiring, presentedReport } from '../present.ts';
import { idParams, uploadBegun } from '../schemas/requests.ts';
import { json, nothing, problems, wrapped } from '../schemas/responses.ts';
import { exactly, shared } from '../schemas/shapes.ts';
import type { HttpApp } from '../type-provider.ts';
import { acceptUploads } from '../upload/accept-uploads.ts';

const tags = ['uploads'];
const partType = 'application/partial-upload';

const finished = exactly(
  {
    dataset: Type.Optional(shared('Dataset')),
    package: Type.Optional(shared('Package')),
    report: Type.Optional(shared('CheckReport')),
  },
  { description: 'The dataset, or the package with what the checks found.' },
);

const partHeaders = Type.Object({
  'upload-offset': Type.Optional(
    Type.String({ pattern: '^[0-9]{1,15}$', description: 'Bytes that have come before this part.' }),
  ),
  'upload-complete': Type.Optional(
    Type.String({ pattern: '^[?][01]$', description: '`?1`: this is the last part; else `?0`.' }),
  ),
  'repr-digest': Type.Optional(
    Type.String({
      maxLength: 1000,
      description: 'Of the whole, with the last part; `sha-256` is looked at.',
    }),
  ),
});

/** Uploads that go on after a broken line, as draft-ietf-httpbis-resumable-upload has them. */
export async function uploadRoutes(app: HttpApp, { chief, clock }: HttpParts): Promise<void> {
  const shown = expiring(() => chief.terms.retention);
  const told = (reply: FastifyReply, upload: UploadView) => {
    const { offset, complete, bytes } = upload;
    const { expiresAtMs } = shown.upload(upload);
    reply.headers({
      'upload-offset': String(offset),
      'upload-complete': complete ? '?1' : '?0',
      ...(bytes !== null && { 'upload-length': String(bytes) }),
      ...(expiresAtMs !== null && {
        'upload-limit': `max-age=${Math.max(0, Math.floor((expiresAtMs - clock.wallTimeMs()) / 1000))}`,
      }),
    });
    return { upload: shown.upload(upload) };
  };

  app.post(
    '/uploads',
    {
      schema: {
        tags,
        operationId: 'beginUpload',
        summary: 'Begin an upload that comes in parts',
        description: 'What comes of it stays for a time, counts to the account, and can be gone on with.',
        body: uploadBegun,
        response: { 201: wrapped('upload', 'Upload', 'Begun; nothing of it has come.'), ...problems },
      },
    },
    async (request, reply) => {
      const { kind, name, folder = false, bytes = null, fingerprint = null } = request.body;
      if (folder && kind === 'package')
        throw new HttpProblem('bad-request', 'The body at "folder" has a meaning for a dataset only.');
      const wanted = { kind, name, folder, bytes, fingerprint };
      const { upload } = granted(await chief.uploads.begin(callerOf(request), wanted));
      reply.code(201).header('location', `/api/v1/uploads/${upload.id}`);
      return told(reply, upload);
    },
  );

  app.get(
    '/uploads',
    {
      schema: {
        tags,
        operationId: 'listUploads',
        summary: 'List the uploads of this account that come in parts, newest first',
        response: {
          200: json(exactly({ items: Type.Array(shared('Upload')) }), 'All of them.'),
          ...problems,
        },
      },
    },
    async (request) => ({ items: chief.uploads.list(callerOf(request)).map(shown.upload) }),
  );

  app.get(
    '/uploads/:id',
    {
      schema: {
        tags,
        operationId: 'getUpload',
        summary: 'See how far an upload is',
        description: 'The headers say it, too. A part that is still coming in is ended.',
        params: idParams,
        response: { 200: wrapped('upload', 'Upload', 'The upload.'), ...problems },
      },
    },
    async (request, reply) =>
      told(reply, granted(await chief.uploads.find(callerOf(request), request.params.id)).upload),
  );

  app.register(async (parts: HttpApp) => {
    await acceptUploads(parts);
    parts.patch(
      '/uploads/:id',
      {
        config: { holds: 'upload', takesNoTurn: true },
        schema: {
          tags,
          operationId: 'appendToUpload',
          summary: 'Send the next part of an upload',
          description:
            'What came of a part stays when it breaks off. With the last one the upload becomes what it was begun for; sent again without bytes, it is answered the same. A part that is sent while another comes in ends that one.',
          params: idParams,
          headers: partHeaders,
          body: { content: { [partType]: { schema: { type: 'string', format: 'binary' } } } },
          response: {
            200: wrapped('upload', 'Upload', 'It was added.'),
            201: json(finished, 'It was the last part, and all is kept.'),
            ...problems,
          },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        // Whether there is such an upload comes before what is wrong with the part.
        granted(await chief.uploads.find(callerOf(request), id));
        const outcome = granted(await chief.uploads.append(callerOf(request), id, partOf(request)));
        switch (outcome.kind) {
          case 'appended':
            return told(reply, outcome.upload);
          case 'other-offset':
            throw otherOffset(request, outcome.upload);
          case 'refused':
            throw packageRefused(outcome.report, 'and was not kept');
          case 'dataset':
            reply.code(201).headers({
              'upload-complete': '?1',
              location: `/api/v1/datasets/${outcome.dataset.id}`,
            });
            return { dataset: shown.dataset(outcome.dataset) };
          case 'package':
            reply.code(201).headers({
              'upload-complete': '?1',
              location: `/api/v1/packages/${outcome.package.digest}`,
            });
            return { package: shown.package(outcome.package), report: presentedReport(outcome.report) };
        }
      },
    );
  });

  app.delete(
    '/uploads/:id',
    {
      schema: {
        tags,
        operationId: 'deleteUpload',
        summary: 'Give an upload up',
        description: 'What it has become by then stays.',
        params: idParams,
        response: { 204: nothing('Given up.'), ...problems },
      },
    },
    async (request, reply) => {
      granted(await chief.uploads.remove(callerOf(request), request.params.id));
      return reply.code(204).send();
    },
  );
}

function partOf(request: FastifyRequest): UploadPart {
  const { headers } = request;
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== partType)
    throw new HttpProblem('unsupported-media-type', `A part of an upload has the Content-Type ${partType}.`);
  const offset = headers['upload-offset'];
  const complete = headers['upload-complete'];
  if (typeof offset !== 'string' || typeof complete !== 'string')
    throw new HttpProblem(
      'bad-request',
      'A part of an upload has the headers Upload-Offset and Upload-Complete.',
    );
  const isCounted = headers['transfer-encoding'] === undefined;
  const expectedBytes = isCounted ? Number(headers['content-length'] ?? 0) : null;
  return {
    body:
      expectedBytes === 0 ? Readable.from([]) : ((request.body as Readable | undefined) ?? Readable.from([])),
    expectedBytes,
    offset: Number(offset),
    complete: complete === '?1',
    digest: complete === '?1' ? digestIn(headers['repr-digest']) : null,
  };
}

/** The digest of RFC 9530 that is looked at, as it is written elsewhere; null where there is none. */
function digestIn(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  const base64 = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(String(header).slice(0, 1000))?.[1];
  if (base64 === undefined)
    throw new HttpProblem('bad-request', 'The header Repr-Digest has no sha-256 as RFC 9530 writes it.');
  return `sha256:${Buffer.from(base64, 'base64').toString('hex')}`;
}

function otherOffset({ headers }: FastifyRequest, { offset }: UploadView): HttpProblem {
  const provided = Number(headers['upload-offset']);
  return new HttpProblem(
    'mismatching-upload-offset',
    `So many bytes of the upload have come: ${offset}; the part was to come after ${provided}.`,
    {
      headers: { 'upload-offset': String(offset) },
      members: { 'expected-offset': offset, 'provided-offset': provided },
    },
  );
}
