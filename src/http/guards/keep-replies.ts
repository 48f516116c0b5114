import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Reply, ReplyStore } from '../../store/replies.ts';
import { HttpProblem } from '../http-problem.ts';
import { callerOf } from './authenticate.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer holds what is kept nowhere. */
    readonly isSecret?: true;
  }
}

/** Longer answers are not kept, so that their requests are done again. */
const mostBytes = 256 * 1024;
/** Of the answer; what else its head has is of the moment. */
const keptHeaders = ['content-type', 'location', 'etag'] as const;
/** Answers that say only that it was not the time, or whose the fault was: the request may be done again. */
const passing: readonly number[] = [401, 403, 408, 429];

interface Pending {
  readonly account: string;
  readonly key: string;
}

/**
 * Hooks by which a POST with an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) is done once: sent again
 * within a day, it gets the answer that the first one got. The key is on disk before anything is done, the answer
 * before it is sent; where a chief died in between, that is told, since nobody can know what came of it.
 */
export function keepReplies(replies: ReplyStore, nowMs: () => number) {
  const pending = new WeakMap<FastifyRequest, Pending>();
  const underway = new Set<string>();
  return {
    async preHandler(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
      const header = request.headers['idempotency-key'];
      if (header === undefined || request.method !== 'POST') return;
      if (request.routeOptions.config.isSecret === true)
        throw new HttpProblem(
          'bad-request',
          'This route takes no Idempotency-Key: its answer is kept nowhere.',
        );
      const key = keyIn(String(header));
      const account = callerOf(request).name;
      const own = `${account} ${key}`;
      const fingerprint = fingerprintOf(request);
      const begun = await replies.begin({ account, key, fingerprint, atMs: nowMs() });
      if (begun.kind === 'too-many')
        throw new HttpProblem('too-many-requests', `The account ${account} has as many keys as it may.`, {
          help: 'Keys are kept for a day; leave them out where a request may be done twice.',
          headers: { 'retry-after': '3600' },
        });
      if (begun.kind === 'begun') {
        underway.add(own);
        pending.set(request, { account, key });
        return;
      }
      if (begun.fingerprint !== fingerprint)
        throw new HttpProblem('key-reused', 'Another request was sent with this Idempotency-Key.');
      if (begun.reply !== null) {
        const { status, headers, body } = begun.reply;
        return reply
          .code(status)
          .headers({ ...headers, 'idempotency-replayed': 'true' })
          .send(body);
      }
      if (underway.has(own))
        throw new HttpProblem(
          'key-in-use',
          'The first request with this Idempotency-Key is not answered yet.',
          {
            headers: { 'retry-after': '1' },
          },
        );
      throw new HttpProblem('outcome-unknown', 'The chief stopped while it did this request.');
    },

    /** Before the answer is compressed. */
    async onSend(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
      const own = pending.get(request);
      if (own === undefined) return payload;
      pending.delete(request);
      const { account, key } = own;
      try {
        const answer = replyOf(reply, payload);
        if (answer === null) await replies.drop(account, key);
        else await replies.finish(account, key, answer);
      } catch (error) {
        // The request is done, or refused, whatever becomes of its key.
        request.log.error({ err: error }, 'an answer could not be kept');
      } finally {
        underway.delete(`${account} ${key}`);
      }
      return payload;
    },
  };
}

/** A token, or the string that the draft has it as. */
function keyIn(header: string): string {
  const key = /^"([!#-[\]-~ ]{1,255})"$/.exec(header)?.[1] ?? header;
  if (/^[!-~]{1,255}$/.test(key)) return key;
  throw new HttpProblem('bad-request', 'The Idempotency-Key must have 1 to 255 visible characters of ASCII.');
}

/** Of what is streamed only the address counts: it would have to be read first. */
function fingerprintOf({ method, url, body }: FastifyRequest): string {
  const isParsed = body === undefined || body === null || Object.getPrototypeOf(body) === Object.prototype;
  const hash = createHash('sha256').update(`${method} ${url}\n`);
  return hash.update(isParsed ? JSON.stringify(body ?? null) : 'stream').digest('hex');
}

/** Null where the request may be done again. */
function replyOf(reply: FastifyReply, payload: unknown): Reply | null {
  const { statusCode: status } = reply;
  const body = payload ?? '';
  if (status >= 500 || passing.includes(status) || typeof body !== 'string' || body.length > mostBytes)
    return null;
  const headers = keptHeaders.flatMap((name) => {
    const value = reply.getHeader(name);
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  return { status, headers: Object.fromEntries(headers), body };
}
