import { guardOf } from '../flow/guards.ts';
import type { PythonModule } from '../model/definitions.ts';
import { plainString } from '../model/plain-string.ts';
import type { Resolver } from '../model/resolver.ts';
import type { SyntaxNode } from '../model/syntax-tree.ts';

/** What the code of a file loads when it runs as an import, with what its functions load when they are called. */
export interface LoadedModules {
  /** `name`: what is taken from the module, which may be a submodule; `*` for all, null where nothing is. */
  readonly imports: readonly {
    readonly module: string;
    readonly level: number;
    readonly name: string | null;
  }[];
  /** It also loads what cannot be told without running it. */
  readonly unknowable: boolean;
}

const importers: ReadonlySet<string> = new Set([
  'importlib.import_module',
  'importlib.__import__',
  'builtins.__import__',
]);
/** Modules and functions that run files by path, or find them in folders. */
const fileRunners =
  /^(?:runpy|pkgutil|zipimport|imp|importlib\.machinery|importlib\.util\.(?:spec_from|module_from)\w*|importlib\.util\.LazyLoader)(?:\.|$)/;
const mayLoad = /\b(?:importlib|import_module|__import__|runpy|pkgutil|zipimport|imp|exec|execfile)\b/;

/** Reads what a file loads from its imports and from calls such as `importlib.import_module("name")`. */
export function loadedModules(module: PythonModule, resolver: Resolver): LoadedModules {
  const imports: { module: string; level: number; name: string | null }[] = [];
  let unknowable = false;
  for (const { module: name, level, name: taken, statement } of module.imports) {
    if (guardOf(statement) === 'never-runs') continue;
    imports.push({ module: name, level, name: taken });
    if (level === 0 && (fileRunners.test(name) || fileRunners.test(`${name}.${taken}`))) unknowable = true;
  }
  if (!mayLoad.test(module.tree.text)) return { imports, unknowable };
  for (const node of namesOf(module)) {
    if (guardOf(node) === 'never-runs') continue;
    const external = resolver.externalName(node);
    if (external === null) continue;
    if (fileRunners.test(external)) unknowable = true;
    const call = node.parent?.kind === 'call' && node.field === 'function' ? node.parent : null;
    const argument = call?.child('arguments')?.firstChild ?? null;
    if (importers.has(external)) {
      const name = argument === null ? null : plainString(argument);
      if (name === null || name.startsWith('.')) unknowable = true;
      else imports.push({ module: name, level: 0, name: null });
    }
    if (external === 'builtins.exec' || external === 'builtins.execfile') unknowable = true;
  }
  return { imports, unknowable };
}

/** The names and the whole of `a.b.c` that a file uses. */
function* namesOf({ tree }: PythonModule): Iterable<SyntaxNode> {
  for (let index = 1; index < tree.size; index++) {
    const kind = tree.kindOf(index);
    if (kind !== 'identifier' && kind !== 'attribute') continue;
    const node = tree.node(index);
    const around = node.parent?.kind ?? '';
    if (around === 'attribute' || around === 'dotted_name' || node.field === 'name') continue;
    yield node;
  }
}
