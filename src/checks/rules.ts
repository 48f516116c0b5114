import type { Rule, SourceRule } from './rule.ts';
import { callChains } from './rules/call-chains.ts';
import { compileErrors } from './rules/compile-errors.ts';
import { deepNesting } from './rules/deep-nesting.ts';
import { endlessLoops } from './rules/endless-loops.ts';
import { entryPoints } from './rules/entry-points.ts';
import { fileCalls } from './rules/file-calls.ts';
import { imports } from './rules/imports.ts';
import { packageLayout } from './rules/package-layout.ts';
import { pyflakes } from './rules/pyflakes.ts';
import { recursion } from './rules/recursion.ts';
import { requirementPins } from './rules/requirement-pins.ts';
import { shadowedModules } from './rules/shadowed-modules.ts';
import { stackLimits } from './rules/stack-limits.ts';
import { suspiciousCode } from './rules/suspicious-code.ts';
import { syntaxErrors } from './rules/syntax-errors.ts';
import { undecodableSource } from './rules/undecodable-source.ts';
import { undefinedNames } from './rules/undefined-names.ts';
import { yieldPlaces } from './rules/yield-places.ts';
import { yieldedLiterals } from './rules/yielded-literals.ts';

/** The checks of source text, in the order in which they are made. */
export const sourceRules: readonly SourceRule[] = [
  packageLayout,
  undecodableSource,
  syntaxErrors,
  deepNesting,
];

/** The checks of the parsed package. */
export const rules: readonly Rule[] = [
  compileErrors,
  entryPoints,
  undefinedNames,
  pyflakes,
  suspiciousCode,
  imports,
  requirementPins,
  shadowedModules,
  fileCalls,
  yieldPlaces,
  yieldedLiterals,
  endlessLoops,
  recursion,
  callChains,
  stackLimits,
];
