/** What a request with an `Idempotency-Key` was answered. */
export interface Reply {
  readonly status: number;
  /** Of the answer, by lower-case name; those that say what it is and where it leads. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface KeyedRequest {
  readonly account: string;
  readonly key: string;
  /** The same for the same request. */
  readonly fingerprint: string;
  readonly atMs: number;
}

export type BeginOutcome =
  /** The key is new, and from now on this request's. */
  | { readonly kind: 'begun' }
  /** An earlier request has the key. Null reply: it was not answered yet, or its chief died before. */
  | { readonly kind: 'known'; readonly fingerprint: string; readonly reply: Reply | null }
  /** The account has as many keys as it may. */
  | { readonly kind: 'too-many' };

/** For how long a key is kept. */
export const keptForMs = 24 * 60 * 60 * 1000;
/** Keys of one account. */
export const mostKeys = 10_000;

/** Requests that were sent with a key, so that a client which lost the answer may send them again. */
export interface ReplyStore {
  /** Forgets what is older than {@link keptForMs}, and takes the key if it is free. */
  begin(request: KeyedRequest): Promise<BeginOutcome>;
  finish(account: string, key: string, reply: Reply): Promise<void>;
  /** Nothing came of the request: it may be sent again under its key. */
  drop(account: string, key: string): Promise<void>;
}
