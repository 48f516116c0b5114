import type { Answer, Client, Schemas } from './client.ts';
import { pause } from './follow.ts';
import { asProblem, Problem } from './problem.ts';

export interface PartsWanted {
  readonly kind: Schemas['Upload']['kind'];
  readonly name: string;
  readonly folder: boolean;
  readonly body: Blob;
  /** What the same body is known by when it is dropped again. */
  readonly fingerprint: string;
}

/** How far it is. */
export interface Sent {
  readonly bytes: number;
  readonly of: number;
  /** Why nothing goes just now; it goes on by itself. */
  readonly trouble: Problem | null;
}

export interface PartsSending {
  readonly signal: AbortSignal;
  readonly onSent: (sent: Sent) => void;
  /** Resolves after so many milliseconds, or when the signal aborts. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** What an upload has become. */
export type Finished = Exclude<Answer<'patch', '/api/v1/uploads/{id}'>, { readonly upload: unknown }>;

type Asking = Pick<Client, 'ask' | 'upload'>;

const firstWaitMs = 1000;
const longestWaitMs = 8000;
/** Attempts in a row in which no byte arrives: for about five minutes, in which a chief has been started again. */
const mostTries = 40;

/**
 * Uploads a body in parts: where the line breaks, or the chief is started again, it goes on with what has not arrived;
 * so it does with what an earlier page has sent of it. Throws {@link Problem}.
 */
export async function sendInParts(
  client: Asking,
  wanted: PartsWanted,
  { signal, onSent, wait = pause }: PartsSending,
): Promise<Finished> {
  const { body } = wanted;
  let upload: Schemas['Upload'] | null = null;
  let arrived = -1;
  for (let tries = 1; ; tries += 1)
    try {
      upload =
        upload === null ? await begun(client, wanted, signal) : await current(client, upload.id, signal);
      if (upload.offset > arrived) tries = 1;
      arrived = upload.offset;
      onSent({ bytes: arrived, of: body.size, trouble: null });
      const rest = body.slice(arrived);
      await assertReadable(rest);
      const answer = await client.upload(
        'patch',
        '/api/v1/uploads/{id}',
        {
          path: { id: upload.id },
          headers: {
            'content-type': 'application/partial-upload',
            'upload-offset': String(arrived),
            'upload-complete': '?1',
          },
          body: rest,
          signal,
        },
        (bytes) => onSent({ bytes: arrived + bytes, of: body.size, trouble: null }),
      );
      if ('upload' in answer) throw new Error('The chief takes the last part for none.');
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      const problem = asProblem(error);
      const goesOn = problem.passes || problem.code === 'mismatching-upload-offset';
      if (!goesOn || tries >= mostTries) throw problem;
      onSent({ bytes: Math.max(0, arrived), of: body.size, trouble: problem });
      await wait(
        (problem.waitSeconds ?? 0) * 1000 || Math.min(longestWaitMs, firstWaitMs * 2 ** (tries - 1)),
        signal,
      );
    }
}

/** Whether an upload is of the same body as what is wanted, and not complete. */
export function isUnfinished(
  upload: Schemas['Upload'],
  { kind, name, folder, fingerprint }: Omit<PartsWanted, 'body'>,
): boolean {
  const isSame = upload.kind === kind && upload.name === name && upload.folder === folder;
  return isSame && upload.fingerprint === fingerprint && !upload.complete;
}

/** The upload of this body: one that an earlier page has begun, or a new one. */
async function begun(client: Asking, wanted: PartsWanted, signal: AbortSignal): Promise<Schemas['Upload']> {
  const { body, ...named } = wanted;
  const { items } = await client.ask('get', '/api/v1/uploads', { signal });
  const same = items.find((upload) => isUnfinished(upload, wanted) && upload.bytes === body.size);
  if (same !== undefined) return current(client, same.id, signal);
  const answer = await client.ask('post', '/api/v1/uploads', {
    body: { ...named, bytes: body.size },
    signal,
  });
  return answer.upload;
}

/** Asking for one alone ends what of it still comes in, so that its offset stays. */
async function current(client: Asking, id: string, signal: AbortSignal): Promise<Schemas['Upload']> {
  return (await client.ask('get', '/api/v1/uploads/{id}', { path: { id }, signal })).upload;
}

/** Browsers read no file that has changed since it was dropped, and do not say so of an upload. */
async function assertReadable(body: Blob): Promise<void> {
  await body
    .slice(0, 1)
    .arrayBuffer()
    .catch(() => {
      throw new Problem({
        code: 'unreadable',
        detail: 'The file cannot be read any more: it was changed, moved or removed since it was dropped.',
        help: 'Drop it again.',
        status: -1,
      });
    });
}
