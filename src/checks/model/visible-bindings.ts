import type { Binding } from './package-model.ts';
import type { SyntaxNode } from './syntax-tree.ts';

/**
 * The bindings that may be in force at a use of the name: `use` in the same code as the bindings, or null for code
 * that runs later, when all of them have happened. A later binding that always happens hides the earlier ones.
 */
export function visibleBindings(bindings: readonly Binding[], use: SyntaxNode | null): readonly Binding[] {
  if (bindings.length === 1) return bindings;
  const loop = use === null ? null : outermostLoop(use);
  const before = use === null ? bindings : bindings.filter((each) => each.node.index <= use.index);
  const last = before.findLastIndex((each) => each.unconditional);
  const visible = before.slice(Math.max(0, last));
  if (loop === null || use === null) return visible.length === 0 ? bindings : visible;
  const inLoop = bindings.filter((each) => each.node.index > use.index && loop.contains(each.node));
  return [...visible, ...inLoop];
}

function outermostLoop(node: SyntaxNode): SyntaxNode | null {
  let found: SyntaxNode | null = null;
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
    if (at.kind === 'function_definition' || at.kind === 'lambda' || at.kind === 'class_definition') break;
    if (at.kind === 'for_statement' || at.kind === 'while_statement') found = at;
  }
  return found;
}
