import type { AnalysedPackage } from '../../analysed-package.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';

/** Whether a name stands for what the chief hands to the processor or merger, which is always bytes. */
export function isFragment(model: AnalysedPackage, name: SyntaxNode): boolean {
  const bindings = model.resolver.bindingsOf(name);
  if (bindings.length !== 1 || bindings[0]!.kind !== 'parameter') return false;
  return (['processor', 'merger'] as const).some((role) =>
    model
      .entryFunctions(role)
      .some(
        ({ kind, decorators, parameters }) =>
          kind === 'def' &&
          decorators.length === 0 &&
          parameters[0]?.node.index === bindings[0]!.node.index &&
          parameters[0].node.tree === name.tree,
      ),
  );
}
