import type { Rule, SourceRule } from './rule.ts';

/** The checks of source text, in the order in which they are made. */
export const sourceRules: readonly SourceRule[] = [];

/** The checks of the parsed package. */
export const rules: readonly Rule[] = [];
