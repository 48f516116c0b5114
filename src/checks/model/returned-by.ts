import type { FunctionDefinition } from './definitions.ts';
import type { SyntaxNode } from './syntax-tree.ts';

/** What a function's `return` statements give, null for a bare one; a lambda's body. */
export function returnedBy(called: FunctionDefinition): (SyntaxNode | null)[] {
  if (called.kind === 'lambda') return [called.body];
  const results: (SyntaxNode | null)[] = [];
  for (const node of called.body.descendants()) {
    if (node.kind !== 'return_statement') continue;
    if (called.module.functionAt(node) === called) results.push(node.firstChild);
  }
  return results;
}
