import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../model/clock.ts';
import type { Store } from '../../store/store.ts';
import { callerOf } from './authenticate.ts';
import { whenOver } from './when-over.ts';

const lookEveryMs = 15_000;

/**
 * A signal for an answer that goes on for as long as its reader likes: aborted once the reader has gone, or the token
 * that it came with holds no longer, or its account is blocked.
 */
export function whileValid(
  request: FastifyRequest,
  reply: FastifyReply,
  { store, clock }: { readonly store: Pick<Store, 'accounts' | 'tokens'>; readonly clock: Clock },
): AbortSignal {
  const over = new AbortController();
  const { name } = callerOf(request);
  const id = request.callersToken?.id ?? '';
  let cancel = () => {};
  const look = async () => {
    const [token, account] = await Promise.all([store.tokens.find(id), store.accounts.find(name)]);
    const expiresAtMs = token?.expiresAtMs ?? Number.POSITIVE_INFINITY;
    const isOver = token === null || token.revokedAtMs !== null || expiresAtMs <= clock.wallTimeMs();
    if (isOver || account === null || account.blocked !== null) over.abort();
    else lookLater();
  };
  const lookLater = () => {
    if (!over.signal.aborted) cancel = clock.after(lookEveryMs, () => void look().catch(() => over.abort()));
  };
  lookLater();
  whenOver(reply, () => {
    cancel();
    over.abort();
  });
  return over.signal;
}
