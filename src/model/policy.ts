import { type FailureCode, failureCatalogue } from './failures.ts';

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

/** `strike`: purge the package and count it. `note`: keep it in the audit trail. */
export type PolicyVerdict = 'note' | 'strike';

/** An act that a policy may have a word about. */
export type PolicyKey = FailureCode | ViolationKind | 'evil-archive';

/** What each act counts as; what is not in it is nobody's business. */
export type Policy = Readonly<Partial<Record<PolicyKey, PolicyVerdict>>>;

/** Failures that may be made incidents; honest heaviness and mistakes never can. */
const judgedFailures = (Object.keys(failureCatalogue) as FailureCode[]).filter(
  (code) => failureCatalogue[code].strike,
);

export const policyKeys: readonly PolicyKey[] = [...judgedFailures, 'evil-archive', ...violationKinds];

export const defaultPolicy: Policy = Object.freeze({
  ...Object.fromEntries(judgedFailures.map((code) => [code, 'strike'])),
  'evil-archive': 'strike',
  ...Object.fromEntries(violationKinds.map((kind) => [kind, 'note'])),
});
