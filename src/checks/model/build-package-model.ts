import { type EntryRole, entryFiles, entryNames, type PackageSource } from '../../model/package-source.ts';
import type { FindModule, FunctionDefinition, PythonModule } from './definitions.ts';
import type { Resolution } from './entity.ts';
import { ModuleIndex } from './module-index.ts';
import type { PackageModel } from './package-model.ts';
import { parseModule } from './parse-module.ts';
import { pythonParser } from './python-parser.ts';
import { Resolver } from './resolver.ts';
import { visibleBindings } from './visible-bindings.ts';

/**
 * Parses the given sources (decoded, by path, free of syntax errors) into the model of a package. A source in which
 * the parser finds no sense in part is left out: half-understood code would give findings that are not true.
 */
export async function buildPackageModel(
  source: PackageSource,
  texts: ReadonlyMap<string, string>,
): Promise<PackageModel> {
  const parser = await pythonParser();
  const modules = new Map<string, PythonModule>();
  for (const [path, text] of texts) {
    const { tree, hasError } = parser.parse(text);
    if (!hasError) modules.set(path, parseModule(path, tree));
  }
  const index = new ModuleIndex(source.layout, modules);
  const entryModule = (role: EntryRole) => modules.get(entryFiles[source.layout][role]) ?? null;
  const moduleNamed: FindModule = (importer, name, level) => index.find(importer, name, level);
  const resolver = new Resolver(modules, moduleNamed);
  return {
    source,
    texts,
    modules,
    resolver,
    entryModule,
    entryFunctions(role) {
      const module = entryModule(role);
      if (module === null) return [];
      for (const name of entryNames[role]) {
        const found = functionsBehind(resolver, resolver.member(module, name));
        const wrapped = wrappedFunctions(resolver, module, name);
        if (wrapped.some((each) => each.yields.length > 0)) return wrapped;
        if (found.length > 0 || module.scopes[0]!.bindings.has(name)) return found;
      }
      return [];
    },
    moduleNamed,
  };
}

/** In `splitter = logged(cut)`: `cut`, since it is what does the work. */
function wrappedFunctions(resolver: Resolver, module: PythonModule, name: string): FunctionDefinition[] {
  return visibleBindings(module.scopes[0]!, name, null).flatMap(({ value }) => {
    if (value?.kind !== 'call') return [];
    const given = value.child('arguments')?.children ?? [];
    return given.flatMap((argument) => functionsBehind(resolver, resolver.resolve(argument)));
  });
}

/** The functions themselves, and the `__call__` of an instance. */
function functionsBehind(resolver: Resolver, { entities }: Resolution): FunctionDefinition[] {
  return entities.flatMap((entity) => {
    if (entity.kind === 'function') return [entity.function];
    if (entity.kind !== 'instance') return [];
    return functionsBehind(resolver, resolver.classAttribute(entity.class, '__call__'));
  });
}
