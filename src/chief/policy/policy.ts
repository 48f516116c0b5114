import { type FailureCode, failureCatalogue } from '../../model/failures.ts';
import { isLimitName, type LimitName, type Limits } from '../../model/limits.ts';
import { likeliest } from '../../text/likeliest.ts';

/** What an audit hook says that user code attempted; the kinds of the bridge's `violation` messages. */
export const violationKinds = [
  'network',
  'process',
  'native-code',
  'dynamic-code',
  'kernel',
  'other-job',
] as const;
export type ViolationKind = (typeof violationKinds)[number];

/** Something that a package or an upload did. */
export type HostileAct =
  | { readonly kind: 'failure'; readonly code: FailureCode }
  | { readonly kind: 'violation'; readonly violation: ViolationKind }
  /** An archive that no packing tool makes by accident. */
  | { readonly kind: 'evil-archive' };

/** `strike`: purge the package and count it. `note`: keep it in the audit trail. */
export type PolicyVerdict = 'note' | 'strike';

/** What each act counts as; what is not in it is nobody's business. */
export type Policy = Readonly<Partial<Record<FailureCode | ViolationKind | 'evil-archive', PolicyVerdict>>>;

/** Failures that may be made incidents; honest heaviness and mistakes never can. */
const judgedFailures = (Object.keys(failureCatalogue) as FailureCode[]).filter(
  (code) => failureCatalogue[code].strike,
);

/** The limits that failures which may be incidents are about, where their events do not name it. */
const judgedLimits: Readonly<Partial<Record<FailureCode, LimitName>>> = { 'process-limit': 'pids' };

export const policyKeys: readonly (keyof Policy)[] = [...judgedFailures, 'evil-archive', ...violationKinds];

export const defaultPolicy: Policy = Object.freeze({
  ...Object.fromEntries(judgedFailures.map((code) => [code, 'strike'])),
  'evil-archive': 'strike',
  ...Object.fromEntries(violationKinds.map((kind) => [kind, 'note'])),
});

/** Strikes that block an account. */
export const strikesToBlock = 3;

/** What an act counts as; null where it counts for nothing. */
export function judgeAct(policy: Policy, act: HostileAct): PolicyVerdict | null {
  const key = act.kind === 'failure' ? act.code : act.kind === 'violation' ? act.violation : act.kind;
  return policyKeys.includes(key) ? (policy[key] ?? null) : null;
}

/**
 * Whether a failure is about a limit that the submitter or the package has made tighter than the chief's own, so that it
 * says nothing about a will to harm. `limit` is the one that the failure names, if it does.
 */
export function isOwnLimit(code: FailureCode, limit: string | null, limits: Limits, chief: Limits): boolean {
  const about = limit !== null && isLimitName(limit) ? limit : judgedLimits[code];
  return about !== undefined && limits[about] < chief[about];
}

/** Reads the configuration's table, which changes single entries of the default; or says what is wrong with it. */
export function readPolicy(value: unknown): Policy | { readonly problem: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { problem: 'must have an object for "policy"' };
  for (const [key, verdict] of Object.entries(value)) {
    if (!(policyKeys as readonly string[]).includes(key)) {
      const meant = likeliest(key, policyKeys);
      const hint = meant === null ? `; it may have ${policyKeys.join(', ')}` : `; did you mean "${meant}"?`;
      return { problem: `has a policy for "${key}", which is not one of its acts${hint}` };
    }
    if (verdict !== 'note' && verdict !== 'strike')
      return { problem: `must have "note" or "strike" as policy for "${key}"` };
  }
  return Object.freeze({ ...defaultPolicy, ...(value as Policy) });
}
