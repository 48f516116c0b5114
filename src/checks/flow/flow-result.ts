import type { PackageModel } from '../model/package-model.ts';
import type { SyntaxNode } from '../model/syntax-tree.ts';
import type { ConstantEvaluator } from './constant-evaluator.ts';
import type { Iterables } from './iterables.ts';

/** What a walk over a function's code learns on the way. */
export interface FlowFindings {
  /** Loops that are entered, have no way out of their body, and whose condition or iterable never ends. */
  readonly endlessLoops: SyntaxNode[];
  /** `while` loops that are entered and can only end through their condition. */
  readonly conditionOnlyLoops: SyntaxNode[];
  /** Endless iterables, outside of `for` statements, that are walked without a way out. */
  readonly endlessWalks: SyntaxNode[];
  /** Nodes of the `yield`s that control can get to. */
  readonly reachedYields: Set<number>;
  /** Calls that do not come back where control surely gets to. */
  readonly blocking: SyntaxNode[];
}

export interface FlowTools {
  readonly model: PackageModel;
  readonly constants: ConstantEvaluator;
  readonly iterables: Iterables;
}

export interface FlowResult extends FlowFindings {
  /** The function may return, or its end may be reached. */
  readonly completes: boolean;
  readonly exits: boolean;
  readonly raises: ReadonlySet<string>;
}
