import type { FailureCode } from '../../model/failures.ts';
import { isLimitName, type LimitName, type Limits } from '../../model/limits.ts';
import { type Policy, type PolicyVerdict, policyKeys, type ViolationKind } from '../../model/policy.ts';

/** Something that a package or an upload did. */
export type HostileAct =
  | { readonly kind: 'failure'; readonly code: FailureCode }
  | { readonly kind: 'violation'; readonly violation: ViolationKind }
  /** An archive that no packing tool makes by accident. */
  | { readonly kind: 'evil-archive' };

/** The limits that failures which may be incidents are about, where their events do not name it. */
const judgedLimits: Readonly<Partial<Record<FailureCode, LimitName>>> = { 'process-limit': 'pids' };
/** Strikes that block an account. */
export const strikesToBlock = 3;

/** What an act counts as; null where it counts for nothing. */
export function judgeAct(policy: Policy, act: HostileAct): PolicyVerdict | null {
  const key = nameOfAct(act);
  return policyKeys.includes(key) ? (policy[key] ?? null) : null;
}

/**
 * Whether a failure is about a limit that the submitter or the package has made tighter than the chief's own, so that
 * it says nothing about a will to harm. `limit` is the one that the failure names, if it does.
 */
export function isOwnLimit(code: FailureCode, limit: string | null, limits: Limits, chief: Limits): boolean {
  const about = limit !== null && isLimitName(limit) ? limit : judgedLimits[code];
  return about !== undefined && limits[about] < chief[about];
}

/** The name of an act, which is its key in a policy. */
export function nameOfAct(act: HostileAct): keyof Policy {
  if (act.kind === 'failure') return act.code;
  return act.kind === 'violation' ? act.violation : act.kind;
}
