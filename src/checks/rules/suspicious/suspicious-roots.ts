import type { AnalysedPackage } from '../../analysed-package.ts';
import type { PythonModule } from '../../model/definitions.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';
import { leadsToSuspicion } from './suspicious-names.ts';

/** Builtins that are suspicious, or that lead on: `__import__(…)`, `getattr(…)`, `open(…)`. */
const builtins = ['exec', 'eval', 'compile', 'builtins', '__builtins__', '__import__', 'getattr', 'open'];
/** Modules whose functions are looked at with their arguments. */
const lookedAt = /^(?:importlib|io|pandas)(?:\.|$)/;

/**
 * Names of a module that may lead to something suspicious: what is imported from where such things are, and what is
 * assigned from those. Following only these keeps large packages quick.
 */
export function suspiciousRoots(model: AnalysedPackage, module: PythonModule): ReadonlySet<string> {
  const roots = new Set<string>(builtins);
  for (const imported of module.imports) {
    const { level, name, boundName } = imported;
    const full = name === null || name === '*' ? imported.module : `${imported.module}.${name}`;
    const isOwn = level > 0 || model.moduleNamed(module, imported.module, 0) !== null;
    if (isOwn || leadsToSuspicion(full) || lookedAt.test(full)) roots.add(boundName);
  }
  const assigned = module.scopes.flatMap(({ bindings }) =>
    [...bindings.values()].flat().filter(({ value }) => value !== null),
  );
  for (let before = -1; before !== roots.size; ) {
    before = roots.size;
    for (const { name, value } of assigned) if (roots.has(rootOf(value!))) roots.add(name);
  }
  return roots;
}

/** `a` of `a.b.c` and of `a.b(…)`; empty where an expression begins otherwise. */
export function rootOf(expression: SyntaxNode): string {
  let node: SyntaxNode | null = expression;
  while (node !== null && node.kind !== 'identifier') {
    if (node.kind !== 'attribute' && node.kind !== 'call' && node.kind !== 'subscript') return '';
    node = node.child('object') ?? node.child('function') ?? node.child('value');
  }
  return node?.text ?? '';
}
