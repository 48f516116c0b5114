import type { ClassDefinition } from '../model/definitions.ts';
import type { PackageModel } from '../model/package-model.ts';
import { returnedBy } from '../model/returned-by.ts';
import type { SyntaxNode } from '../model/syntax-tree.ts';
import { handledBy, unknownRaised } from './exceptions.ts';
import { argumentsOf } from './iterables.ts';

/** The exceptions that a `with` item keeps from leaving its block, by class name; null where it lets all pass. */
export function swallowedBy(item: SyntaxNode, model: PackageModel): readonly string[] | null {
  const value = item.child('value') ?? item;
  const manager = (value.kind === 'as_pattern' ? value.firstChild : value)?.unparenthesized;
  if (manager === undefined) return null;
  const callee = manager.kind === 'call' ? manager.child('function') : null;
  const name = callee === null ? null : model.resolver.externalName(callee);
  if (name === 'contextlib.suppress') return handledBy(argumentsOf(manager), model);
  if (name === 'contextlib.ExitStack') return [unknownRaised];
  if (name !== null) return null;
  const { entities } = model.resolver.resolve(manager);
  if (entities.some((entity) => entity.kind === 'instance' && maySwallow(entity.class, model)))
    return [unknownRaised];
  const made = callee === null ? [] : model.resolver.resolve(callee).entities;
  const isGenerator = made.some((entity) => entity.kind === 'function' && entity.function.yields.length > 0);
  return isGenerator ? [unknownRaised] : null;
}

/** Whether the `__exit__` of a class may return something true. */
function maySwallow(owner: ClassDefinition, model: PackageModel): boolean {
  const exits = model.resolver.classAttribute(owner, '__exit__').entities;
  return exits.some(
    (entity) =>
      entity.kind === 'function' &&
      returnedBy(entity.function).some(
        (result) => result !== null && !['none', 'false'].includes(result.kind),
      ),
  );
}
