import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../http-problem.ts';
import { callerOf } from './authenticate.ts';
import { type Rate, TokenBuckets } from './token-bucket.ts';

export interface AccountRates extends Rate {
  /** Most requests that an account may have open at the same time, uploads and streams of events included. */
  readonly open: number;
}

export const defaultRates: AccountRates = { perSecond: 100, burst: 200, open: 64 };

/** A hook that holds each account to its rates, once its request has been found to be its own. */
export function limitRates(rates: AccountRates, nowMs: () => number) {
  const buckets = new TokenBuckets(rates, nowMs);
  const open = new Map<string, number>();
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { name } = callerOf(request);
    const waitSeconds = buckets.take(name);
    if (waitSeconds > 0)
      throw tooMany(
        `The account ${name} may make ${rates.perSecond} requests a second and ${rates.burst} at once.`,
        waitSeconds,
      );
    const before = open.get(name) ?? 0;
    if (before >= rates.open)
      throw tooMany(`The account ${name} has ${before} requests open, which is the most it may.`, 1);
    open.set(name, before + 1);
    reply.raw.once('close', () => open.set(name, (open.get(name) ?? 1) - 1));
  };
}

function tooMany(detail: string, waitSeconds: number): HttpProblem {
  const headers = { 'retry-after': String(Math.max(1, Math.ceil(waitSeconds))) };
  return new HttpProblem('too-many-requests', detail, { headers });
}
