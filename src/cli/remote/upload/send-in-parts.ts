import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Clock } from '../../../model/clock.ts';
import { UsageError } from '../../usage-error.ts';
import type { AnswerTypes, RemoteUpload } from '../client/answer-shapes.ts';
import type { ChiefClient } from '../client/chief-client.ts';
import { ChiefError } from '../client/chief-error.ts';
import { pause } from '../client/pause.ts';
import { orNull } from '../pick.ts';

/** A body that can be read again. */
export interface Sendable {
  readonly kind: 'dataset' | 'package';
  readonly name: string;
  readonly folder: boolean;
  /** What comes after so many bytes of it; the same bytes each time. */
  readonly from: (offset: number) => Readable;
  /** What it is, where that is known already. */
  readonly known: BodyDigest | null;
}

interface BodyDigest {
  /** SHA-256. */
  readonly digest: Buffer;
  readonly bytes: number;
}

/** How it is told, and paced. */
export interface Sending {
  readonly clock: Clock;
  /** Told as bytes go: how many have gone, of how many. */
  readonly onProgress: (bytes: number, ofBytes: number) => void;
  /** An earlier command has sent so many bytes of it. */
  readonly onResumed: (bytes: number) => void;
  /** The connection broke off; it goes on where it was. */
  readonly onLost: () => void;
}

/** Smaller bodies are sent at once: they are sent again as fast as anybody asks. */
export const partsFromBytes = 8 * 1024 * 1024;
/** Most attempts in a row in which no byte arrives, and the pause before the first and the longest. */
const mostTries = 10;
const firstPauseMs = 1000;
const longestPauseMs = 30_000;

/**
 * Uploads a body in parts: it goes on where the connection broke off, or where an earlier command did, which is known
 * by the digest of the bytes, so they are read twice. Null where the chief is one that takes no parts. Throws
 * ChiefError, and what reading throws.
 */
export async function sendInParts(
  client: ChiefClient,
  body: Sendable,
  sending: Sending,
): Promise<AnswerTypes['finished'] | null> {
  const listed = await orNull(client.ask('uploads', 'GET', '/uploads'));
  if (listed === null) return null;
  const { digest, bytes } = body.known ?? (await digestOf(body.from(0)));
  const { kind, name, folder } = body;
  const wanted = { kind, name, folder, bytes, fingerprint: `sha256:${digest.toString('hex')}` };
  const begun = listed.items.find((upload) => !upload.complete && isSame(upload, wanted));
  // Asking for it alone ends what of it still comes in.
  const { upload } =
    begun === undefined
      ? await client.ask('upload', 'POST', '/uploads', { json: wanted })
      : await client.ask('upload', 'GET', `/uploads/${begun.id}`);
  const path = `/uploads/${upload.id}`;
  const complete = { 'upload-complete': '?1', 'repr-digest': `sha-256=:${digest.toString('base64')}:` };
  let { offset } = upload;
  if (offset > 0) sending.onResumed(offset);
  for (let tries = 1; ; tries += 1) {
    try {
      const headers = {
        ...complete,
        'upload-offset': String(offset),
        'content-type': 'application/partial-upload',
      };
      const stream = Readable.from(told(body.from(offset), offset, bytes, sending.onProgress), {
        objectMode: false,
      });
      return await client.ask('finished', 'PATCH', path, {
        body: { stream, bytes: bytes - offset },
        headers,
      });
    } catch (error) {
      if (client.signal.aborted) throw client.signal.reason;
      if (!mayPass(error) || tries >= mostTries) throw error;
      sending.onLost();
      await pause(sending.clock, Math.min(longestPauseMs, firstPauseMs * 2 ** (tries - 1)), client.signal);
      const arrived = await arrivedOf(client, path);
      if (arrived !== null && arrived > offset) tries = 0;
      offset = arrived ?? offset;
    }
  }
}

/** Null where the chief does not answer now. */
async function arrivedOf(client: ChiefClient, path: string): Promise<number | null> {
  try {
    return (await client.ask('upload', 'GET', path)).upload.offset;
  } catch (error) {
    if (!mayPass(error)) throw error;
    return null;
  }
}

/** The same may be granted later, or goes on elsewhere. */
function mayPass(error: unknown): boolean {
  return error instanceof ChiefError && (error.exitCode === 4 || error.code === 'mismatching-upload-offset');
}

function isSame(
  upload: RemoteUpload,
  wanted: Pick<RemoteUpload, 'kind' | 'name' | 'folder' | 'bytes' | 'fingerprint'>,
): boolean {
  const { kind, name, folder, bytes, fingerprint } = wanted;
  return (
    upload.fingerprint === fingerprint &&
    upload.bytes === bytes &&
    upload.kind === kind &&
    upload.name === name &&
    upload.folder === folder
  );
}

async function* told(
  stream: Readable,
  offset: number,
  bytes: number,
  onProgress: Sending['onProgress'],
): AsyncGenerator<Buffer> {
  let sent = offset;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    sent += chunk.length;
    if (sent > bytes) break;
    yield chunk;
    onProgress(sent, bytes);
  }
  if (sent !== bytes) throw new UsageError('The data changed while they were read; send them again.');
}

async function digestOf(stream: Readable): Promise<BodyDigest> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { digest: hash.digest(), bytes };
}

/** What comes after so many bytes of a stream. */
export async function* after(offset: number, stream: Readable): AsyncGenerator<Buffer> {
  let left = offset;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (left < chunk.length) yield left === 0 ? chunk : chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}
