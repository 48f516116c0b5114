import { sendFile } from '../download/send-file.ts';
import { tagged } from '../download/tagged.ts';
import { callerOf } from '../guards/authenticate.ts';
import type { HttpParts } from '../http-parts.ts';
import { granted } from '../http-problem.ts';
import { idParams } from '../schemas/requests.ts';
import { json, problems, stream, unchangedAnswer } from '../schemas/responses.ts';
import { shared } from '../schemas/shapes.ts';
import type { HttpApp } from '../type-provider.ts';

/** What the chief signs, and what that is verified with. */
export async function provenanceRoutes(app: HttpApp, { chief }: HttpParts): Promise<void> {
  app.get(
    '/jobs/:id/provenance',
    {
      compress: false,
      schema: {
        tags: ['jobs'],
        operationId: 'getProvenance',
        summary: 'Read what the results of a job were made of, signed',
        description:
          'A DSSE envelope with an in-toto statement (SLSA provenance v1). The file for `butcher verify`.',
        params: idParams,
        response: {
          200: json(shared('Envelope'), 'Signed when the job was done.'),
          304: unchangedAnswer,
          ...problems,
        },
      },
    },
    async (request, reply) =>
      tagged(request, reply, granted(await chief.provenance(callerOf(request), request.params.id))),
  );

  app.get(
    '/jobs/:id/provenance/fragments',
    {
      config: { holds: 'download' },
      schema: {
        tags: ['jobs'],
        operationId: 'getFragmentDigests',
        summary: 'Download the digest of each fragment’s result',
        description:
          'Lines of JSON `{fragment, sha256, bytes}`, of a job with the option `fragmentDigests` that is done. The provenance names the file by its SHA-256, which is the ETag; Range takes one range.',
        params: idParams,
        response: {
          200: stream('application/x-ndjson', 'A line for each fragment that has a result, by number.'),
          206: stream('application/x-ndjson', 'The part of it that was asked for.'),
          304: unchangedAnswer,
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { digest, name, ...file } = granted(await chief.fragmentDigests(callerOf(request), id));
      return sendFile(request, reply, file, { type: 'application/x-ndjson', digest, saveAs: name });
    },
  );

  app.get(
    '/key',
    {
      compress: false,
      schema: {
        tags: ['chief'],
        operationId: 'getPublicKey',
        summary: 'Read the public key with which this chief signs',
        response: { 200: json(shared('PublicKey'), 'Ed25519, as PEM.'), 304: unchangedAnswer, ...problems },
      },
    },
    async (request, reply) => tagged(request, reply, await chief.publicKey()),
  );
}
