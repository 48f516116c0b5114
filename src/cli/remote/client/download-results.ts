import { constants } from 'node:fs';
import { type FileHandle, rm } from 'node:fs/promises';
import { digestOfFile } from '../../../files/digest-of-file.ts';
import { NotPlainError, openPlain } from '../../../files/open-plain.ts';
import type { Clock } from '../../../model/clock.ts';
import { inertLine } from '../../../text/inert-text.ts';
import type { ChiefClient } from './chief-client.ts';
import { ChiefError } from './chief-error.ts';
import { pause } from './pause.ts';

export interface Download {
  readonly clock: Clock;
  /** Told as bytes come: how many are there, of how many. */
  readonly onProgress: (bytes: number, ofBytes: number | null) => void;
  /** Told when the connection broke off; the download goes on where it was. */
  readonly onLost: () => void;
}

/** What a chief gives out with its digest. */
export interface Downloaded {
  /** Of the API, after `/api/v1`. */
  readonly url: string;
  /** As people call it, several. */
  readonly what: string;
  /** The option that names the file. */
  readonly option: string;
}

/** Most attempts in a row that bring no byte. */
const mostTries = 8;
const retryMs = 1000;

/**
 * Fetches the results of a job, or what else has a digest, into the file at `path`, goes on where a connection broke
 * off or where an earlier download into that file ended, and holds the whole against the digest that the chief gives. A
 * file that is damaged is removed; one that is only unfinished stays, to be gone on with. Returns SHA-256 of the whole,
 * in hex. Throws ChiefError and the system's errors.
 */
export async function downloadResults(
  client: ChiefClient,
  wanted: Downloaded,
  path: string,
  { clock, onProgress, onLost }: Download,
): Promise<string> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;
  const file = await openPlain(path, { flags }).catch((error: Error) => notPlain(path, error, wanted));
  try {
    let digest: string | null = null;
    for (let tries = 1; ; tries++) {
      const { size } = await file.stat();
      try {
        const part = await openPart(client, wanted, size, digest);
        digest = part.digest;
        if (part.response === null) break;
        if (part.from === 0 && size > 0) await file.truncate(0);
        await writeAll(client, wanted, part, file, onProgress);
        break;
      } catch (error) {
        if (client.signal.aborted) throw client.signal.reason;
        const moved = (await file.stat()).size > size;
        const broken = error instanceof ChiefError && error.exitCode === 4;
        if (!broken || (!moved && tries >= mostTries)) throw error;
        if (moved) tries = 0;
        onLost();
        await pause(clock, retryMs, client.signal);
      }
    }
    await file.sync();
    const { hex } = await digestOfFile(path);
    const found = `sha256:${hex}`;
    if (found === digest) return hex;
    throw damaged(client, wanted, `they came with the digest ${found} and not ${digest}`);
  } catch (error) {
    if (error instanceof ChiefError && error.code === 'damaged') await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

interface Part {
  /** Null where nothing is left to fetch. */
  readonly response: Response | null;
  readonly digest: string;
  /** First byte that comes. */
  readonly from: number;
  /** Of the whole; null where it was not said. */
  readonly bytes: number | null;
}

/**
 * Asks for the results from that byte on. Where they are not those of the earlier download, the answer has them from
 * their beginning.
 */
async function openPart(
  client: ChiefClient,
  wanted: Downloaded,
  from: number,
  begun: string | null,
): Promise<Part> {
  const ranged = from > 0 && begun !== null;
  const headers = ranged ? { range: `bytes=${from}-`, 'if-range': `"${begun}"` } : {};
  const response = await client.open('GET', wanted.url, { headers }).catch((error: unknown) => {
    // The file holds all bytes, or too many; the digest tells which.
    if (error instanceof ChiefError && error.code === 'range-not-satisfiable') return null;
    throw error;
  });
  if (response === null) return { response, digest: begun!, from, bytes: from };
  const digest = /^"(sha256:[0-9a-f]{64})"$/.exec(response.headers.get('etag') ?? '')?.[1];
  if (digest === undefined) {
    await response.body?.cancel();
    throw damaged(client, wanted, 'the chief does not say what their digest is');
  }
  if (response.status !== 206) {
    // The first answer tells the digest; where there is a beginning already, only the rest is wanted.
    if (from > 0 && begun === null) {
      await response.body?.cancel();
      return openPart(client, wanted, from, digest);
    }
    const length = response.headers.get('content-length');
    return { response, digest, from: 0, bytes: length === null ? null : Number(length) };
  }
  const [, first, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '') ?? [];
  if (Number(first) === from && digest === begun) return { response, digest, from, bytes: Number(total) };
  await response.body?.cancel();
  throw damaged(client, wanted, 'another part of them came than was asked for');
}

async function writeAll(
  client: ChiefClient,
  wanted: Downloaded,
  { response, from, bytes }: Part,
  file: FileHandle,
  onProgress: Download['onProgress'],
): Promise<void> {
  let at = from;
  const iterator = ((response?.body ?? []) as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await iterator.next().catch((error: unknown) => {
        throw client.lost(error);
      });
      if (next.done === true) break;
      await file.appendFile(next.value);
      at += next.value.length;
      if (bytes !== null && at > bytes) throw damaged(client, wanted, 'more came than was said');
      onProgress(at, bytes);
    }
  } finally {
    await iterator.return?.();
  }
  if (bytes !== null && at < bytes) throw client.lost(new Error('they ended early'));
}

function damaged(client: ChiefClient, { what }: Downloaded, reason: string): ChiefError {
  return new ChiefError(
    'damaged',
    `The ${what} from ${client.shown} cannot be trusted: ${inertLine(reason)}.`,
    'Nothing was kept. Fetch them again; where that does not help, ask the operator.',
    1,
  );
}

/** What lies where an earlier download would is not this user's own file. */
function notPlain(path: string, error: Error, { what, option }: Downloaded): never {
  if (!(error instanceof NotPlainError)) throw error;
  throw new ChiefError(
    'not-written',
    `The ${what} cannot be fetched by way of ${inertLine(path)}: ${error.message}.`,
    `Remove it, or name another place with ${option}.`,
    1,
  );
}
