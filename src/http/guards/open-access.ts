import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../model/clock.ts';
import type { Store } from '../../store/store.ts';
import { callerOf, tokenOf } from './authenticate.ts';
import { whenOver } from './when-over.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Aborted once the token of a long request does not hold any more, or its account is blocked; null for others. */
    access: AbortSignal | null;
  }
}

/** How soon it is noticed what a command beside the chief did. */
const lookEveryMs = 1000;

/** Ends what is open for long when its token is revoked or expires, or its account is blocked or gone. */
export class OpenAccess {
  readonly #store: Pick<Store, 'accounts' | 'tokens'>;
  readonly #clock: Clock;
  /** By the id of the token. */
  readonly #open = new Map<string, Set<AbortController>>();
  #cancelLook: (() => void) | null = null;

  constructor(store: Pick<Store, 'accounts' | 'tokens'>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** A hook for routes whose config says that they hold something: whatever else they do ends with the connection. */
  readonly onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { holds } = request.routeOptions.config;
    if (holds === undefined) return;
    callerOf(request);
    const { id } = tokenOf(request);
    const access = new AbortController();
    request.access = access.signal;
    // A stream of events ends in order; bytes that are cut short have to look so.
    if (holds !== 'stream') access.signal.addEventListener('abort', () => reply.raw.destroy());
    const all = this.#open.get(id) ?? new Set();
    this.#open.set(id, all.add(access));
    whenOver(reply, () => {
      all.delete(access);
      if (all.size === 0 && this.#open.get(id) === all) this.#open.delete(id);
    });
    this.#lookLater();
  };

  /** Ends now what is open and may not be any more. */
  async look(): Promise<void> {
    for (const [id, all] of [...this.#open])
      if (!(await this.#holds(id))) for (const access of [...all]) access.abort();
  }

  close(): void {
    this.#cancelLook?.();
    this.#cancelLook = null;
  }

  async #holds(id: string): Promise<boolean> {
    const token = await this.#store.tokens.find(id);
    if (token === null || token.revokedAtMs !== null) return false;
    if (token.expiresAtMs !== null && token.expiresAtMs <= this.#clock.wallTimeMs()) return false;
    return (await this.#store.accounts.find(token.account))?.blocked === null;
  }

  #lookLater(): void {
    this.#cancelLook ??= this.#clock.after(lookEveryMs, () => {
      this.#cancelLook = null;
      // A store that cannot be read now can be the next time.
      void this.look()
        .catch(() => {})
        .then(() => {
          if (this.#open.size > 0) this.#lookLater();
        });
    });
  }
}

/** A signal for an answer that goes on by itself: aborted once its reader has gone, or may have it no more. */
export function untilOver(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const over = new AbortController();
  whenOver(reply, () => over.abort());
  request.access?.addEventListener('abort', () => over.abort());
  return over.signal;
}
