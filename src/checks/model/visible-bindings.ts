import type { Binding, Scope } from './definitions.ts';
import type { SyntaxNode } from './syntax-tree.ts';

const isCode: ReadonlySet<string> = new Set(['function_definition', 'lambda', 'class_definition']);

/**
 * The bindings of a name in a scope that may be in force at a use of it: `use` in the same code as the bindings, or
 * null for code that runs later, when all of them have happened. A later binding that always happens hides the
 * earlier ones; one made by another function's `global` or `nonlocal` may be in force at any time.
 */
export function visibleBindings(scope: Scope, name: string, use: SyntaxNode | null): readonly Binding[] {
  const bindings = scope.bindings.get(name) ?? [];
  if (bindings.length <= 1) return bindings;
  if (!scope.boundElsewhere.has(name)) return visibleInOrder(bindings, use);
  const own = bindings.filter((each) => !each.fromElsewhere);
  return [...visibleInOrder(own, use), ...bindings.filter((each) => each.fromElsewhere)];
}

/**
 * Whether the code that a use of a name is part of binds it, and only further down. In a function that does not declare
 * the name `global` such a use fails.
 */
export function isBoundLater(scope: Scope, name: string, use: SyntaxNode): boolean {
  if (scope.kind === 'comprehension') return false;
  const loop = outermostLoop(use);
  const code = codeAround(use);
  return (scope.bindings.get(name) ?? []).every(
    (binding) =>
      happensAt(binding) > use.index && !loop?.contains(binding.node) && codeAround(binding.node) === code,
  );
}

/** Node index of the function, lambda or class whose code a node is in; the module is 0. */
function codeAround(node: SyntaxNode): number {
  let below = node;
  for (let at = node.parent; at !== null; below = at, at = at.parent) {
    if (isCode.has(at.kind) && below.field === 'body') return at.index;
  }
  return 0;
}

/** The bindings are in source order. */
function visibleInOrder(bindings: readonly Binding[], use: SyntaxNode | null): readonly Binding[] {
  const end = use === null ? bindings.length : firstAfter(bindings, use.index);
  let begin = end - 1;
  while (begin > 0 && !bindings[begin]!.unconditional) begin--;
  const visible = bindings.slice(Math.max(0, begin), end);
  const loop = use === null ? null : outermostLoop(use);
  if (loop === null) return visible.length === 0 ? bindings : visible;
  return [...visible, ...bindings.slice(end, firstAfter(bindings, loop.endOfSubtree - 1))];
}

/** In `x = f(x)` the value is worked out before the name is bound. */
function happensAt({ node, value }: Binding): number {
  return value === null ? node.index : value.endOfSubtree;
}

/** Index of the first binding after a node. */
function firstAfter(bindings: readonly Binding[], nodeIndex: number): number {
  let low = 0;
  let high = bindings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (happensAt(bindings[middle]!) <= nodeIndex) low = middle + 1;
    else high = middle;
  }
  return low;
}

function outermostLoop(node: SyntaxNode): SyntaxNode | null {
  let found: SyntaxNode | null = null;
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
    if (at.kind === 'function_definition' || at.kind === 'lambda' || at.kind === 'class_definition') break;
    if (at.kind === 'for_statement' || at.kind === 'while_statement') found = at;
  }
  return found;
}
