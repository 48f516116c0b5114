/** Who does something that the audit trail keeps, when, and from where. */
export interface Act {
  /** An account's name, or `chief` or `operator` for what no account did. */
  readonly actor: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** The address that the request came from; left out or null where it was none. */
  readonly from?: string | null;
  /** Id of the token that came with it. */
  readonly token?: string | null;
}
