import type { Finding } from '../../model/finding.ts';
import type { AnalysedPackage } from '../analysed-package.ts';
import { argumentsOf } from '../flow/iterables.ts';
import { findingAt } from '../make-finding.ts';
import type { SyntaxNode } from '../model/syntax-tree.ts';
import type { Rule } from '../rule.ts';

const forbidden: Readonly<Record<string, string>> = {
  'sys.setrecursionlimit': 'sys.setrecursionlimit',
  'threading.stack_size': 'threading.stack_size',
  '_thread.stack_size': 'threading.stack_size',
};

/** BUT503: raising the recursion limit or the stack size, under whatever name. */
export const stackLimits: Rule = {
  ids: ['BUT503'],
  *check(model): Iterable<Finding> {
    for (const module of model.modules.values()) {
      if (!/setrecursionlimit|stack_size/.test(module.tree.text)) continue;
      const calls = new Set<number>();
      for (const { calls: made } of [module.top, ...module.functions]) {
        for (const node of made) {
          const name = forbiddenName(node.child('function'), model);
          if (name === null) continue;
          calls.add(node.child('function')!.index);
          // Without an argument threading.stack_size only tells the size.
          if (argumentsOf(node).length > 0) yield finding(module.path, node, name);
        }
      }
      for (const node of handedOn(module.tree.root)) {
        const name = calls.has(node.index) ? null : forbiddenName(node, model);
        if (name !== null) yield finding(module.path, node, name);
      }
    }
  },
};

/** Uses of a function as a value: `map(sys.setrecursionlimit, …)`. */
function* handedOn(root: SyntaxNode): Iterable<SyntaxNode> {
  for (const node of root.descendants()) {
    if (node.kind !== 'attribute' && node.kind !== 'identifier') continue;
    const user = node.parent?.kind;
    if (user === 'argument_list' || user === 'keyword_argument') yield node;
  }
}

function forbiddenName(node: SyntaxNode | null, model: AnalysedPackage): string | null {
  const resolution = node === null ? null : model.resolver.resolve(node);
  for (const entity of resolution?.entities ?? []) {
    if (entity.kind === 'external' && forbidden[entity.name] !== undefined) return forbidden[entity.name]!;
  }
  return null;
}

function finding(file: string, place: SyntaxNode, name: string): Finding {
  const what = name.startsWith('sys') ? 'the recursion limit' : 'the size of stacks';
  return findingAt('BUT503', file, place, `\`${name}\` changes ${what}, which the sandbox sets.`);
}
