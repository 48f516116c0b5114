import type { FastifyRequest } from 'fastify';
import { verifyToken } from '../../chief/tokens/verify-token.ts';
import type { Account } from '../../store/accounts.ts';
import type { Store } from '../../store/store.ts';
import { HttpProblem } from '../http-problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose token came with it, once it was verified. */
    caller: Account | null;
  }
}

const reasons = {
  unknown: 'The token is not one of this chief.',
  expired: 'The token has expired.',
  revoked: 'The token has been revoked.',
} as const;

/** A hook that lets nobody in without a bearer token of an account that is not blocked. */
export function authenticate(store: Pick<Store, 'accounts' | 'tokens'>, nowMs: () => number) {
  return async (request: FastifyRequest): Promise<void> => {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw unauthorized('This needs a token.', 'Bearer');
    const verified = await verifyToken(store, token, nowMs());
    if (verified.kind !== 'valid') throw unauthorized(reasons[verified.kind], 'Bearer error="invalid_token"');
    const { account } = verified;
    if (account.blocked !== null)
      throw new HttpProblem(
        'account-blocked',
        `The account ${account.name} is blocked: ${account.blocked.reason}`,
      );
    request.caller = account;
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
