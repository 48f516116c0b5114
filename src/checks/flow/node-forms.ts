import type { SyntaxNode } from '../model/syntax-tree.ts';

/** Whether a `yield` node is a `yield from`. */
export function isYieldFrom(node: SyntaxNode): boolean {
  return /^yield[\s\\]+from\b/.test(node.tree.text.slice(node.start, node.start + 200));
}

/** `case _:` and `case name:`. */
export function takesEverything(clause: SyntaxNode): boolean {
  const patterns = clause.children.filter((child) => child.kind === 'case_pattern');
  if (patterns.length !== 1) return false;
  const inner = patterns[0]!.children;
  if (inner.length === 0) return patterns[0]!.text === '_';
  return inner.length === 1 && inner[0]!.kind === 'dotted_name' && inner[0]!.children.length === 1;
}

/** Whether walking it runs code that may raise: `map(f, …)`, a generator expression. */
export function runsCodeWhenWalked(walked: SyntaxNode): boolean {
  if (walked.kind === 'generator_expression') return true;
  return [walked, ...walked.descendants()].some(
    (node) =>
      node.kind === 'identifier' &&
      /^(?:map|starmap|filter|filterfalse|accumulate|dropwhile)$/.test(node.text),
  );
}
