import type { Rule, SourceRule } from './rule.ts';
import { callChains } from './rules/call-chains.ts';
import { endlessLoops } from './rules/endless-loops.ts';
import { entryPoints } from './rules/entry-points.ts';
import { fileCalls } from './rules/files/file-calls.ts';
import { imports } from './rules/imports.ts';
import { commandLine } from './rules/mistakes/command-line.ts';
import { dataElsewhere } from './rules/mistakes/data-elsewhere.ts';
import { forgottenReturn } from './rules/mistakes/forgotten-return.ts';
import { overwrittenResults } from './rules/mistakes/overwritten-results.ts';
import { processSharing } from './rules/mistakes/process-sharing.ts';
import { sandboxPaths } from './rules/mistakes/sandbox-paths.ts';
import { sharedVariables } from './rules/mistakes/shared-variables.ts';
import { textComparisons } from './rules/mistakes/text-comparisons.ts';
import { unwrittenResults } from './rules/mistakes/unwritten-results.ts';
import { pyflakes } from './rules/names/pyflakes.ts';
import { undefinedNames } from './rules/names/undefined-names.ts';
import { packageLayout } from './rules/package-layout.ts';
import { recursion } from './rules/recursion.ts';
import { requirementLines } from './rules/requirement-lines.ts';
import { requirementPins } from './rules/requirement-pins.ts';
import { shadowedModules } from './rules/shadowed-modules.ts';
import { stackLimits } from './rules/stack-limits.ts';
import { suspiciousCode } from './rules/suspicious/suspicious-code.ts';
import { compileErrors } from './rules/syntax/compile-errors.ts';
import { deepNesting } from './rules/syntax/deep-nesting.ts';
import { syntaxErrors } from './rules/syntax/syntax-errors.ts';
import { undecodableSource } from './rules/syntax/undecodable-source.ts';
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
  requirementLines,
  requirementPins,
  shadowedModules,
  fileCalls,
  yieldPlaces,
  yieldedLiterals,
  endlessLoops,
  recursion,
  callChains,
  stackLimits,
  forgottenReturn,
  unwrittenResults,
  overwrittenResults,
  sharedVariables,
  processSharing,
  commandLine,
  sandboxPaths,
  textComparisons,
  dataElsewhere,
];
