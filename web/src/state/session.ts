import { type ReadonlySignal, signal } from '@preact/signals';
import type { Problem } from '../api/problem.ts';

const tokenKey = 'butcher.token';

/** Where the token is kept: it goes with the tab. */
export type TokenStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The token of this tab, why it was not taken any more, and whether the chief answers. */
export class Session {
  readonly #storage: TokenStorage;
  readonly #token;
  readonly #shutOut = signal<Problem | null>(null);
  readonly #reached = signal(true);

  constructor(storage: TokenStorage) {
    this.#storage = storage;
    this.#token = signal<string | null>(storage.getItem(tokenKey));
  }

  get token(): ReadonlySignal<string | null> {
    return this.#token;
  }

  /** Why the last session ended; null where it did not, or the user ended it. */
  get shutOut(): ReadonlySignal<Problem | null> {
    return this.#shutOut;
  }

  /** Whether the last request got an answer. */
  get reached(): ReadonlySignal<boolean> {
    return this.#reached;
  }

  begin(token: string): void {
    this.#storage.setItem(tokenKey, token);
    this.#shutOut.value = null;
    this.#token.value = token;
  }

  /** Signs out, for the reason given or because the user wants it. */
  end(why: Problem | null = null): void {
    this.#storage.removeItem(tokenKey);
    this.#shutOut.value = why;
    this.#token.value = null;
  }

  noteReached(reached: boolean): void {
    this.#reached.value = reached;
  }
}
