import type { FailureCode } from '../../model/failures.ts';
import { type Policy, type PolicyVerdict, policyKeys, type ViolationKind } from '../../model/policy.ts';

/** Something that a package or an upload did. */
export type HostileAct =
  | { readonly kind: 'failure'; readonly code: FailureCode }
  | { readonly kind: 'violation'; readonly violation: ViolationKind }
  /** An archive that no packing tool makes by accident. */
  | { readonly kind: 'evil-archive' };

/** Strikes that block an account. */
export const strikesToBlock = 3;

/** What an act counts as; null where it counts for nothing. */
export function judgeAct(policy: Policy, act: HostileAct): PolicyVerdict | null {
  const key = nameOfAct(act);
  return policyKeys.includes(key) ? (policy[key] ?? null) : null;
}

/** The name of an act, which is its key in a policy. */
export function nameOfAct(act: HostileAct): keyof Policy {
  if (act.kind === 'failure') return act.code;
  return act.kind === 'violation' ? act.violation : act.kind;
}
