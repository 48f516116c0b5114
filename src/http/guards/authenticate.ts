import type { FastifyRequest } from 'fastify';
import { type Verification, verifyToken } from '../../chief/tokens/verify-token.ts';
import type { Account } from '../../store/accounts.ts';
import type { Store } from '../../store/store.ts';
import type { StoredToken } from '../../store/tokens.ts';
import { HttpProblem } from '../http-problem.ts';
import { peerOf } from './client-address.ts';
import type { Guesses } from './guesses.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose token came with it, once it was verified. */
    caller: Account | null;
    /** That token, as the store had it. */
    callersToken: StoredToken | null;
  }
}

const reasons = {
  unknown: 'The token is not one of this chief.',
  expired: 'The token has expired.',
  revoked: 'The token has been revoked.',
} as const;

/**
 * A hook that lets nobody in without a bearer token of an account that is not blocked, and slows addresses that guess.
 * However many requests come with one token at once, the store is asked about it once.
 */
export function authenticate(
  store: Pick<Store, 'accounts' | 'tokens'>,
  guesses: Guesses,
  nowMs: () => number,
) {
  const asked = new Map<string, Promise<Verification>>();
  const verify = (token: string): Promise<Verification> => {
    const underway = asked.get(token);
    if (underway !== undefined) return underway;
    const verified = verifyToken(store, token, nowMs()).finally(() => asked.delete(token));
    asked.set(token, verified);
    return verified;
  };
  return async (request: FastifyRequest): Promise<void> => {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw unauthorized('This needs a token.', 'Bearer');
    const verified = await guesses.judge(peerOf(request.ip), token, () => verify(token));
    if (verified.kind === 'slowed') throw slowed(verified.waitSeconds);
    if (verified.kind !== 'valid') throw unauthorized(reasons[verified.kind], 'Bearer error="invalid_token"');
    const { account, token: stored } = verified;
    if (account.blocked !== null)
      throw new HttpProblem(
        'account-blocked',
        `The account ${account.name} is blocked: ${account.blocked.reason}`,
      );
    request.caller = account;
    request.callersToken = stored;
  };
}

/** A hook that lets only admins on, after {@link authenticate}. */
export async function requireAdmin(request: FastifyRequest): Promise<void> {
  if (!callerOf(request).admin) throw new HttpProblem('forbidden', 'This is for operators.');
}

/** The account on whose behalf a request acts. */
export function callerOf(request: FastifyRequest): Account {
  if (request.caller === null) throw new Error('a route that needs an account has no guard');
  return request.caller;
}

function unauthorized(detail: string, challenge: string): HttpProblem {
  return new HttpProblem('unauthorized', detail, { headers: { 'www-authenticate': challenge } });
}

function slowed(waitSeconds: number): HttpProblem {
  const detail = 'Too many tokens that are none came from this address.';
  return new HttpProblem('too-many-requests', detail, {
    headers: { 'retry-after': String(Math.ceil(waitSeconds)) },
  });
}
