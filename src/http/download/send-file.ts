import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServedFile } from '../../chief/chief.ts';
import { HttpProblem } from '../http-problem.ts';
import { readByteRange } from './byte-range.ts';
import { noneMatches, requireMatch, revalidated } from './tagged.ts';

export interface FileHeaders {
  readonly type: string;
  /** `sha256:` and 64 hex digits; makes the answer one that a client may ask for in parts. */
  readonly digest?: string;
  /** In place of a digest: differs from that of every other content. */
  readonly tag?: string;
  /** What to save it as; a name as all names are, and an extension. */
  readonly saveAs?: string;
}

/** Answers GET or HEAD with a file as a stream, or with the part of it that was asked for. */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: ServedFile,
  { type, digest, tag, saveAs }: FileHeaders,
): Promise<FastifyReply> {
  const handle = await openServed(file.path);
  const { bytes, offset = 0 } = file;
  try {
    if ((await handle.stat()).size < offset + bytes)
      throw new Error('a file to be served is shorter than its record');
    const named = digest ?? tag;
    const etag = named === undefined ? undefined : `"${named}"`;
    reply.type(type).headers({
      ...(etag !== undefined && { etag, 'cache-control': revalidated, 'accept-ranges': 'bytes' }),
      ...(digest !== undefined && { 'repr-digest': reprDigest(digest) }),
      ...(saveAs !== undefined && { 'content-disposition': `attachment; filename="${saveAs}"` }),
    });
    const { headers, method } = request;
    requireMatch(request, etag ?? null);
    if (etag !== undefined && noneMatches(request, etag)) return await closed(handle, reply.code(304).send());
    const condition = headers['if-range'];
    const wantsPart = etag !== undefined && (condition === undefined || condition === etag);
    const range = wantsPart ? readByteRange(headers.range, bytes) : null;
    if (range === 'unsatisfiable')
      throw new HttpProblem('range-not-satisfiable', `The file has ${bytes} bytes.`, {
        headers: { 'content-range': `bytes */${bytes}` },
      });
    const { first, last } = range ?? { first: 0, last: bytes - 1 };
    if (range !== null) reply.code(206).header('content-range', `bytes ${first}-${last}/${bytes}`);
    reply.header('content-length', last - first + 1);
    // An answer without a body would be given another length.
    if (method === 'HEAD') return await closed(handle, reply.send(Readable.from([])));
    if (last < first) return await closed(handle, reply.send());
    return reply.send(
      handle.createReadStream({ start: offset + first, end: offset + last, highWaterMark: 256 * 1024 }),
    );
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openServed(path: string) {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new HttpProblem('not-found', 'This has just been deleted.');
  }
}

async function closed<Result>(handle: { close(): Promise<void> }, result: Result): Promise<Result> {
  await handle.close();
  return result;
}

/** The digest as RFC 9530 has it. */
function reprDigest(digest: string): string {
  return `sha-256=:${Buffer.from(digest.slice('sha256:'.length), 'hex').toString('base64')}:`;
}
