import type { Scope } from './definitions.ts';

/**
 * Finds the scope that binds a name, by Python's rule: the own scope, then enclosing functions (not classes), then the
 * module.
 */
export function lookUp(
  from: Scope,
  name: string,
): { readonly scope: Scope; readonly sameCode: boolean } | null {
  let own: Scope = from;
  while (own.kind === 'comprehension' && own.parent !== null) own = own.parent;
  let scope: Scope | null = from;
  while (scope !== null) {
    const hidden = scope.kind === 'class' && scope !== from;
    if (!hidden && scope.globals.has(name)) {
      while (scope.parent !== null) scope = scope.parent;
    }
    if (!hidden && scope.bindings.has(name)) return { scope, sameCode: scope === own || scope === from };
    scope = scope.parent;
  }
  return null;
}
