import type { Act } from './act.ts';
import type { Page, PageRequest } from './page.ts';

/** One hostile act of user code or of an upload. */
export interface Incident {
  readonly account: string;
  readonly verdict: 'note' | 'strike';
  /** What was done, in a few words for people. */
  readonly reason: string;
  readonly job: string | null;
  /** Digest of the package; null where it was refused before it had one. */
  readonly package: string | null;
}

/** A strike as it was collected. */
export interface Strike extends Omit<Incident, 'verdict'> {
  readonly atMs: number;
  /** The account was unblocked since; it does not count any more. */
  readonly forgiven: boolean;
}

/** A strike in a list, which it has its place in by its number. */
export interface ListedStrike extends Strike {
  readonly sequence: number;
}

export interface IncidentOutcome {
  /** It was a strike and the account collects them. */
  readonly counted: boolean;
  /** Strikes that now count. */
  readonly strikes: number;
  /** The account was blocked by this very incident. */
  readonly blocks: boolean;
}

export interface IncidentStore {
  /**
   * Audits an incident, counts it where it is a strike and the account is no admin's, and blocks the account with the
   * strike that makes `strikesToBlock`, which is audited too. A job's second strike changes nothing, so that whoever
   * was interrupted may say it again. Null where there is no such account.
   */
  record(incident: Incident, strikesToBlock: number, act: Act): Promise<IncidentOutcome | null>;
  /** Newest first. */
  strikes(account: string, page: PageRequest): Promise<Page<ListedStrike>>;
}
