import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../http-problem.ts';
import { callerOf } from './authenticate.ts';
import { type OpenBounds, OpenRequests } from './open-requests.ts';
import { type Rate, TokenBuckets } from './token-bucket.ts';
import { whenOver } from './when-over.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a request of the route takes up for long, beside being open. */
    readonly holds?: HeldKind;
  }
}

/** What takes long because of how fast the other side is. */
export type HeldKind = 'upload' | 'stream' | 'download';

export interface AccountRates extends Rate {
  /** Most requests that an account may have open at the same time, uploads and streams of events included. */
  readonly open: number;
}

/** How much may be open of each kind, and how many requests of all accounts together. */
export type HeldBounds = Readonly<Record<HeldKind, OpenBounds>> & { readonly inAll: number };

export const defaultRates: AccountRates = { perSecond: 100, burst: 200, open: 64 };

/** An account can have many of each at once, as scripts do, and some requests beside them. */
export const defaultHeld: HeldBounds = {
  inAll: 2048,
  upload: { perAccount: 32, inAll: 512 },
  stream: { perAccount: 48, inAll: 1024 },
  download: { perAccount: 32, inAll: 512 },
};

const kindNames: Readonly<Record<HeldKind | 'request', string>> = {
  request: 'requests',
  upload: 'uploads',
  stream: 'streams of events',
  download: 'downloads',
};
/** In how many seconds it may be worth while to try again, where that cannot be known. */
const soonSeconds = 1;
const laterSeconds = 5;

/**
 * A hook that holds each account to its rates and to its part of what requests take up, once a request has been found
 * to be its own. `onHeld` is told of a request that passed, and gives what is to be called when its answer is over.
 */
export function limitRates(
  rates: AccountRates,
  held: HeldBounds,
  nowMs: () => number,
  onHeld: (request: FastifyRequest) => () => void = () => () => {},
) {
  const buckets = new TokenBuckets(rates, nowMs);
  const open = {
    request: new OpenRequests({ perAccount: rates.open, inAll: held.inAll }),
    upload: new OpenRequests(held.upload),
    stream: new OpenRequests(held.stream),
    download: new OpenRequests(held.download),
  };
  /** Counts one more, and gives what ends that. */
  const opened = (kind: HeldKind | 'request', name: string): (() => void) => {
    const full = open[kind].open(name);
    if (full === 'account')
      throw tooMany(
        `The account ${name} has ${open[kind].of(name)} ${kindNames[kind]} open, which is the most it may.`,
        soonSeconds,
      );
    if (full === 'all') throw busy(`The chief has as many ${kindNames[kind]} open as it may.`);
    return () => open[kind].close(name);
  };
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { name, settings } = callerOf(request);
    const { requestsPerSecond: perSecond = rates.perSecond, requestBurst: burst = rates.burst } = settings;
    const waitSeconds = buckets.take(name, { perSecond, burst });
    const left = buckets.left(name, { perSecond, burst });
    // As draft-ietf-httpapi-ratelimit-headers has it.
    reply.headers({
      'ratelimit-policy': `"account";q=${burst};w=${Math.ceil(burst / perSecond)}`,
      ratelimit: `"account";r=${left.requests};t=${Math.ceil(left.fullInSeconds)}`,
    });
    if (waitSeconds > 0)
      throw tooMany(
        `The account ${name} may make ${perSecond} requests a second and ${burst} at once.`,
        waitSeconds,
      );
    const { holds } = request.routeOptions.config;
    const kinds = holds === undefined ? (['request'] as const) : (['request', holds] as const);
    const closing: (() => void)[] = [];
    try {
      for (const kind of kinds) closing.push(opened(kind, name));
      closing.push(onHeld(request));
    } finally {
      whenOver(reply, () => {
        for (const close of closing) close();
      });
    }
  };
}

function tooMany(detail: string, waitSeconds: number): HttpProblem {
  const headers = { 'retry-after': String(Math.max(1, Math.ceil(waitSeconds))) };
  return new HttpProblem('too-many-requests', detail, { headers });
}

function busy(detail: string): HttpProblem {
  return new HttpProblem('busy', detail, { headers: { 'retry-after': String(laterSeconds) } });
}
