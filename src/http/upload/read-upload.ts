import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { Upload } from '../../chief/chief.ts';
import { HttpProblem } from '../http-problem.ts';

export interface NamedUpload extends Upload {
  /** As the sender's form has it; null where the body is the file itself. */
  readonly fileName: string | null;
}

/** The file that a request brings: its whole body, or the first file of a form. Nothing is read ahead. */
export async function readUpload(request: FastifyRequest): Promise<NamedUpload> {
  if (request.isMultipart()) return fileOfForm(request);
  const length = request.headers['content-length'];
  const body = request.body as Readable | undefined;
  if (body === undefined) throw new HttpProblem('bad-request', 'The body is empty; send the file in it.');
  return { body, expectedBytes: length === undefined ? null : Number(length), fileName: null };
}

async function fileOfForm(request: FastifyRequest): Promise<NamedUpload> {
  let part: Awaited<ReturnType<FastifyRequest['file']>>;
  try {
    part = await request.file();
  } catch {
    throw new HttpProblem('bad-request', 'The form cannot be read, or has too many fields before its file.');
  }
  if (part === undefined) throw new HttpProblem('bad-request', 'The form has no file in it.');
  return { body: part.file, expectedBytes: null, fileName: part.filename ?? null };
}
