import type { Account } from '../store/accounts.ts';
import type { Act } from '../store/act.ts';

/** Where a request came from. */
export interface Origin {
  readonly from: string;
  /** Id of the token that came with it. */
  readonly token: string;
  /** What names the request in the log. */
  readonly request: string;
}

/**
 * The account on whose behalf something is done, with an admin's rights only where the token has them, too; and where
 * that was asked, unless the chief itself asks.
 */
export interface Caller extends Account {
  readonly origin?: Origin;
}

/** What the audit trail keeps of who did it. */
export function actOf({ name, origin }: Caller, atMs: number): Act {
  return { actor: name, atMs, ...(origin && { from: origin.from, token: origin.token }) };
}

/** What log lines say of who did it. */
export function logged({ name, origin }: Caller): object {
  return { by: name, ...(origin && { from: origin.from, tokenId: origin.token, reqId: origin.request }) };
}
