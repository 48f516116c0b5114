import type { Policy } from '../../model/policy.ts';
import type { Act } from '../../store/act.ts';
import type { IncidentOutcome } from '../../store/incidents.ts';
import type { PurgedPackage } from '../../store/packages.ts';
import type { Store } from '../../store/store.ts';
import { type HostileAct, judgeAct, nameOfAct, strikesToBlock } from './policy.ts';

export interface NewIncident {
  /** The account that uploaded or submitted. */
  readonly account: string;
  readonly act: HostileAct;
  /** What was seen, in a few words for people, such as a failure's message or an audit hook's event. */
  readonly seen: string;
  readonly job: string | null;
  /** Digest; null where the upload was refused. */
  readonly package: string | null;
}

export interface IncidentParts {
  readonly store: Pick<Store, 'incidents'>;
  readonly policy: Policy;
  /** Takes a package from an account, with all that the account made from it. */
  readonly purge: (
    from: { readonly digest: string; readonly account: string },
    reason: string,
    act: Act,
  ) => Promise<PurgedPackage>;
}

/** Longest `seen` that is kept, in characters: it comes from strangers. */
const longestSeen = 500;

/**
 * Does what the policy says about a hostile act: notes it, or counts a strike, takes the package from the account and
 * blocks the account with its third. An admin's packages are purged too, without a strike. Null where the act counts
 * for nothing.
 */
export async function recordIncident(
  { store, policy, purge }: IncidentParts,
  incident: NewIncident,
  atMs: number,
): Promise<IncidentOutcome | null> {
  const verdict = judgeAct(policy, incident.act);
  if (verdict === null) return null;
  const { account, job, package: digest } = incident;
  const reason = `${nameOfAct(incident.act)}: ${incident.seen.slice(0, longestSeen)}`;
  const act = { actor: 'chief', atMs };
  const outcome = await store.incidents.record(
    { account, verdict, reason, job, package: digest },
    strikesToBlock,
    act,
  );
  if (verdict === 'strike' && digest !== null) await purge({ digest, account }, nameOfAct(incident.act), act);
  return outcome;
}
