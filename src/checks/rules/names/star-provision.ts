import type { AnalysedPackage } from '../../analysed-package.ts';
import type { PythonModule } from '../../model/definitions.ts';

type Provided = 'yes' | 'maybe' | 'no';

/**
 * Whether one of a module's `from … import *` brings a name. Modules of the package are looked into; one from
 * outside may bring any name.
 */
export function exportsByStar(
  model: AnalysedPackage,
  module: PythonModule,
  name: string,
  visited: ReadonlySet<PythonModule> = new Set(),
): Provided {
  let best: Provided = 'no';
  for (const imported of module.imports) {
    if (imported.name !== '*') continue;
    const from = model.moduleNamed(module, imported.module, imported.level);
    if (from === 'folder') continue;
    const provided = from === null ? 'maybe' : exported(model, from, name, new Set([...visited, module]));
    if (provided === 'yes') return 'yes';
    if (provided === 'maybe') best = 'maybe';
  }
  return best;
}

function exported(
  model: AnalysedPackage,
  module: PythonModule,
  name: string,
  visited: ReadonlySet<PythonModule>,
): Provided {
  if (visited.has(module)) return 'no';
  const { bindings } = module.scopes[0]!;
  if (bindings.has('__all__')) return bindings.has(name) ? 'yes' : 'maybe';
  if (name.startsWith('_')) return 'no';
  if (bindings.has(name)) return 'yes';
  if (bindings.has('__getattr__') || /\b(?:globals|vars)\(\)|\bexec\s*\(/.test(module.tree.text))
    return 'maybe';
  return exportsByStar(model, module, name, visited);
}
