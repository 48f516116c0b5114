import multipart from '@fastify/multipart';
import type { HttpApp } from '../type-provider.ts';
import { requestValidation } from '../validate-request.ts';

const binary = { type: 'string', format: 'binary' } as const;

/** The body of an upload, for the OpenAPI document alone: what is streamed is held against no schema. */
export const uploadBody = {
  content: {
    'application/octet-stream': { schema: binary },
    'application/x-tar': { schema: binary },
    'application/gzip': { schema: binary },
    'application/zip': { schema: binary },
    'multipart/form-data': {
      schema: { type: 'object', properties: { file: binary }, required: ['file'] },
    },
  },
} as const;

/** Lets the routes of this part of the application take bodies of any type and length, as streams. */
export async function acceptUploads(app: HttpApp): Promise<void> {
  const validation = requestValidation();
  app.setValidatorCompiler<object>((route) => (route.httpPart === 'body' ? () => true : validation(route)));
  app.removeAllContentTypeParsers();
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: { files: 1, fields: 16, fieldSize: 1024, headerPairs: 32, fileSize: Number.POSITIVE_INFINITY },
  });
  app.addContentTypeParser('*', async (_request: unknown, body: unknown) => body);
}
