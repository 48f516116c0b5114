/** Who does something that the audit trail keeps, and when. */
export interface Act {
  /** An account's name, or `chief` or `operator` for what no account did. */
  readonly actor: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}
