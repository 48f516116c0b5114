import type { FunctionDefinition } from '../model/definitions.ts';
import type { SyntaxNode } from '../model/syntax-tree.ts';

/** A place where a function's code runs other code of the package, or something that ends it. */
export interface CallSite {
  readonly caller: FunctionDefinition;
  /** The call, or the attribute, subscript or operator that runs a method. */
  readonly node: SyntaxNode;
  readonly targets: readonly CallTarget[];
  /** How it ends the process or the caller, where it is a call like `sys.exit`. */
  readonly ending: 'raises SystemExit' | 'exits' | 'may exit' | null;
}

export interface CallTarget {
  readonly function: FunctionDefinition;
  /** It runs whenever control gets through the node; otherwise it may. */
  readonly certain: boolean;
  /** The arguments of the call are those that the function gets. */
  readonly getsArguments: boolean;
}
