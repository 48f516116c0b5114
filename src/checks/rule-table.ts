import { entryRules } from './rule-table/entry-rules.ts';
import { importRules } from './rule-table/import-rules.ts';
import { loopRules } from './rule-table/loop-rules.ts';
import { mistakeRules } from './rule-table/mistake-rules.ts';
import { packageRules } from './rule-table/package-rules.ts';
import { recursionRules } from './rule-table/recursion-rules.ts';
import type { RuleEntry } from './rule-table/rule-entry.ts';
import { suspicionRules } from './rule-table/suspicion-rules.ts';
import { yieldRules } from './rule-table/yield-rules.ts';

const rules = {
  ...packageRules,
  ...entryRules,
  ...yieldRules,
  ...loopRules,
  ...recursionRules,
  ...suspicionRules,
  ...importRules,
  ...mistakeRules,
} as const satisfies Record<string, RuleEntry>;

/** A rule of Butcher's own, or `F821`. Ids never change meaning. */
export type RuleId = keyof typeof rules;

/** The one place that says what each rule is called, how severe it is and what to do about it. */
export const ruleTable: Readonly<Record<RuleId, RuleEntry>> = Object.freeze(rules);

export const ruleIds = Object.freeze(Object.keys(rules) as RuleId[]);

export function isRuleId(id: string): id is RuleId {
  return Object.hasOwn(rules, id);
}
