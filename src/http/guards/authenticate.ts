import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../chief/caller.ts';
import { type Verification, verifyToken } from '../../chief/tokens/verify-token.ts';
import type { Store } from '../../store/store.ts';
import { grants, type TokenScope } from '../../store/token-scopes.ts';
import type { StoredToken } from '../../store/tokens.ts';
import { HttpProblem } from '../http-problem.ts';
import { peerOf } from './client-address.ts';
import type { Guesses } from './guesses.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** On whose behalf it acts, once its token was verified; and that token. */
    caller: Caller | null;
    token: StoredToken | null;
  }
  interface FastifyContextConfig {
    /** Scopes of which the token has to have one. Left out: `read` to read, else `author`. None: any token will do. */
    readonly scopes?: readonly TokenScope[];
  }
}

const reasons = {
  unknown: 'The token is not one of this chief.',
  expired: 'The token has expired.',
  revoked: 'The token has been revoked.',
} as const;

/**
 * A hook that lets nobody in without a bearer token of an account that is not blocked, and slows addresses that guess.
 * However many requests come with one token at once, the store is asked about it once. Who is refused is in the log.
 */
export function authenticate(
  store: Pick<Store, 'accounts' | 'tokens'>,
  guesses: Guesses,
  nowMs: () => number,
) {
  const asked = new Map<string, Promise<Verification>>();
  const verify = (token: string, from: string): Promise<Verification> => {
    const underway = asked.get(token);
    if (underway !== undefined) return underway;
    const verified = verifyToken(store, token, nowMs(), from).finally(() => asked.delete(token));
    asked.set(token, verified);
    return verified;
  };
  return async (request: FastifyRequest): Promise<void> => {
    const from = request.ip ?? 'local';
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw unauthorized('This needs a token.', 'Bearer');
    const verified = await guesses.judge(peerOf(request.ip), token, () => verify(token, from));
    if (verified.kind !== 'valid') {
      const id = 'token' in verified ? { tokenId: verified.token.id, account: verified.token.account } : {};
      request.log.warn({ from, reason: verified.kind, ...id }, 'a log-in was refused');
      if (verified.kind === 'slowed') throw slowed(verified.waitSeconds);
      throw unauthorized(reasons[verified.kind], 'Bearer error="invalid_token"');
    }
    const { account } = verified;
    if (account.blocked !== null) {
      const fields = { from, reason: 'blocked', account: account.name, tokenId: verified.token.id };
      request.log.warn(fields, 'a log-in was refused');
      throw new HttpProblem(
        'account-blocked',
        `The account ${account.name} is blocked: ${account.blocked.reason}`,
      );
    }
    const admin = account.admin && grants(verified.token.scopes, 'operator');
    request.token = verified.token;
    request.caller = { ...account, admin, origin: { from, token: verified.token.id, request: request.id } };
  };
}

/** A hook that lets only tokens on that have a scope which the route asks for, after {@link authenticate}. */
export async function requireScope(request: FastifyRequest): Promise<void> {
  const { method, routeOptions } = request;
  const reads = method === 'GET' || method === 'HEAD';
  const { scopes = [reads ? 'read' : 'author'] } = routeOptions.config;
  const has = tokenOf(request).scopes;
  const wanted = scopes.filter(
    (scope) => callerOf(request).admin || (scope !== 'operator' && scope !== 'admin'),
  );
  if (scopes.length === 0 || wanted.some((scope) => grants(has, scope))) return;
  throw new HttpProblem(
    'forbidden',
    `This is for tokens with the scope ${scopes.join(' or ')}; yours has ${has.join(', ') || 'none'}.`,
    { headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scopes.join(' ')}"` } },
  );
}

/** What concerns an admin's account is for admins alone. */
export function mayManageAdmins(request: FastifyRequest): void {
  if (!grants(tokenOf(request).scopes, 'admin'))
    throw new HttpProblem(
      'forbidden',
      'This concerns an admin’s account, and is for tokens with the scope admin.',
    );
}

/** On whose behalf a request acts. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new Error('a route that needs an account has no guard');
  return request.caller;
}

/** The token that a request came with. */
export function tokenOf(request: FastifyRequest): StoredToken {
  if (request.token === null) throw new Error('a route that needs a token has no guard');
  return request.token;
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
