import { type EntryRole, entryFiles, entryNames } from '../../model/package-source.ts';
import { catches, guardOf, handlersAround } from '../flow/guards.ts';
import { importErrors } from '../flow/tried-imports.ts';
import type { FunctionDefinition, PythonModule } from '../model/definitions.ts';
import type { PackageModel } from '../model/package-model.ts';
import { plainString } from '../model/plain-string.ts';
import type { SyntaxNode } from '../model/syntax-tree.ts';

type OptionalModel = Pick<PackageModel, 'source' | 'modules'> & { readonly reached: ReadonlySet<string> };

const allRoles: readonly EntryRole[] = ['splitter', 'processor', 'merger'];
/** What the harness calls by name, also where an entry file only imports it. */
const calledByName: ReadonlySet<string> = new Set([...Object.values(entryNames).flat(), 'finish']);
/** Decorators that leave it to the name whether the function is called. */
const plainDecorators: ReadonlySet<string> = new Set(['classmethod', 'property', 'staticmethod']);

/**
 * Functions of helper files that the package may do without: nothing that runs names them, but where a failing import
 * is caught. So `def to_frame(self): import pandas` of a library that was copied in. In doubt a function is needed:
 * those of entry files, those that Python or a decorator may call, and methods that may stand in for inherited ones.
 */
export class OptionalFunctions {
  readonly #found = new Set<FunctionDefinition>();
  readonly #named = new Map<string, FunctionDefinition[]>();
  /** The names that the code of a function, or of no optional one, has. */
  readonly #namesIn = new Map<FunctionDefinition | null, Set<string>>();

  constructor({ source, modules, reached }: OptionalModel) {
    const entryPaths = new Set(allRoles.map((role) => entryFiles[source.layout][role]));
    const loaded = [...modules.values()].filter(({ path }) => reached.has(path));
    for (const module of loaded) {
      if (entryPaths.has(module.path)) continue;
      for (const each of module.functions) if (mayBeOptional(each)) this.#consider(each);
    }
    for (const module of loaded) this.#readNames(module);
    this.#needAll(null);
  }

  #consider(definition: FunctionDefinition): void {
    this.#found.add(definition);
    const others = this.#named.get(definition.name);
    if (others === undefined) this.#named.set(definition.name, [definition]);
    else others.push(definition);
  }

  #readNames(module: PythonModule): void {
    const { tree } = module;
    for (let index = 1; index < tree.size; index++) {
      const kind = tree.kindOf(index);
      if (kind !== 'identifier' && kind !== 'string') continue;
      const node = tree.node(index);
      const name = kind === 'identifier' ? node.text : plainString(node);
      if (name === null || !this.#named.has(name) || !isUse(node)) continue;
      const around = this.around(module, node);
      const names = this.#namesIn.get(around) ?? new Set();
      this.#namesIn.set(around, names.add(name));
    }
  }

  /** The nearest optional function that a node is in; null where it has to work. */
  around(module: PythonModule, node: SyntaxNode): FunctionDefinition | null {
    let at = node.ancestor('function_definition');
    for (; at !== null; at = at.ancestor('function_definition')) {
      const definition = module.functionMadeBy(at);
      if (definition !== null && this.#found.has(definition)) return definition;
    }
    return null;
  }

  /** What runs needs all that it names, and so on. */
  #needAll(from: FunctionDefinition | null): void {
    const waiting = [from];
    for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
      for (const name of this.#namesIn.get(each) ?? []) {
        for (const needed of this.#named.get(name) ?? [])
          if (this.#found.delete(needed)) waiting.push(needed);
        this.#named.delete(name);
      }
    }
  }
}

function mayBeOptional({ kind, name, decorators, owner }: FunctionDefinition): boolean {
  if (kind !== 'def' || calledByName.has(name) || /^__\w+__$/.test(name)) return false;
  if (decorators.some(({ text }) => !plainDecorators.has(text))) return false;
  return owner === null || owner.bases.every((base) => base.text === 'object');
}

/** Whether a name may lead to its function's being called: not where it is only imported, exported or tried. */
function isUse(node: SyntaxNode): boolean {
  if (node.kind === 'string') return !isExport(node);
  const parent = node.parent;
  if (parent?.kind === 'dotted_name' && parent.parent?.kind === 'import_from_statement') return false;
  if (guardOf(node) === 'never-runs') return false;
  for (const handler of handlersAround(node)) if (catches(handler, importErrors)) return false;
  return true;
}

/** A name in `__all__`. */
function isExport(node: SyntaxNode): boolean {
  const statement = node.ancestor('assignment', 'augmented_assignment', 'call', 'block', 'module');
  return /^__all__\b/.test(statement?.firstChild?.text.slice(0, 20) ?? '');
}
