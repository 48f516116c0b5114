import type { EntryRole } from '../../../model/package-source.ts';
import type { AnalysedPackage } from '../../analysed-package.ts';
import { guardOf } from '../../flow/guards.ts';
import type { FunctionDefinition } from '../../model/definitions.ts';

const roles: readonly EntryRole[] = ['splitter', 'processor', 'merger'];

/**
 * The functions, and the top levels of files, that may run when the package does, as far as calls can be followed: not
 * those that are called under `if __name__ == "__main__":` alone.
 */
export function runFunctions(model: AnalysedPackage): ReadonlySet<FunctionDefinition> {
  const begin = roles.flatMap((role) => entryCode(model, role));
  return calledFrom(model, [...topLevels(model), ...begin]);
}

/** What the chief calls for a role. */
export function entryCode(model: AnalysedPackage, role: EntryRole): readonly FunctionDefinition[] {
  const functions = model.entryFunctions(role);
  const module = role === 'merger' ? model.entryModule(role) : null;
  if (module === null) return functions;
  const { entities } = model.resolver.member(module, 'finish');
  return [...functions, ...entities.flatMap((each) => (each.kind === 'function' ? [each.function] : []))];
}

/** The top levels of the files that are reached. */
export function topLevels(model: AnalysedPackage): FunctionDefinition[] {
  return [...model.reached].flatMap((path) => model.modules.get(path)?.top ?? []);
}

/** The given functions and all that they call, and so on. */
export function calledFrom(
  model: AnalysedPackage,
  begin: readonly FunctionDefinition[],
): ReadonlySet<FunctionDefinition> {
  const called = new Set<FunctionDefinition>();
  const waiting = [...begin];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    if (called.has(each)) continue;
    called.add(each);
    for (const { node, targets } of model.flow.graph.sitesOf(each)) {
      if (guardOf(node) !== 'never-runs') waiting.push(...targets.map((target) => target.function));
    }
  }
  return called;
}
