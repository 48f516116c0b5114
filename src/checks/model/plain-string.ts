import type { SyntaxNode } from './syntax-tree.ts';

/** Value of a string literal without escapes or prefix, or null. */
export function plainString(node: SyntaxNode): string | null {
  const match = /^(['"])([^'"\\]*)\1$/.exec(node.kind === 'string' ? node.text : '');
  return match === null ? null : match[2]!;
}
