import type { Finding } from '../../model/finding.ts';
import { readRequirements } from '../../requirements/read-requirements.ts';
import { likeliest } from '../../text/likeliest.ts';
import type { AnalysedPackage } from '../analysed-package.ts';
import { isGuarded, isTriedBefore, triedModules } from '../flow/tried-imports.ts';
import { changesImportPath } from '../imports/changed-path.ts';
import { ListedLibraries } from '../imports/listed-libraries.ts';
import { type FoundModule, folderOf, PackagePaths } from '../imports/package-paths.ts';
import { requirementFor } from '../imports/requirements.ts';
import { removedModules, standardModules, standardSubmodules } from '../imports/standard-modules.ts';
import { findingAt } from '../make-finding.ts';
import type { ImportedName, PythonModule } from '../model/definitions.ts';
import { plainString } from '../model/plain-string.ts';
import type { SyntaxNode } from '../model/syntax-tree.ts';
import type { Rule } from '../rule.ts';
import { exportsByStar } from './names/star-provision.ts';

/** What the sandbox image holds beside Python. */
const imageModules: ReadonlySet<string> = new Set(['numpy']);
/** Standard packages whose submodules are too many, or too private, to be listed. */
const notLookedInto = /^(?:_.*|encodings|idlelib|ensurepip|turtledemo|pydoc_data|venv)$/;
/** BUT701: imports that find nothing in the package, the standard library, the image or the requirements. */
export const imports: Rule = {
  ids: ['BUT701'],
  check: (model) => new ImportCheck(model).findings(),
};

interface Problem {
  readonly message: string;
  /** It may well work. */
  readonly severity?: 'warning';
  readonly help?: string;
}

class ImportCheck {
  readonly #model: AnalysedPackage;
  readonly #paths: PackagePaths;
  readonly #libraries: ListedLibraries;

  constructor(model: AnalysedPackage) {
    this.#model = model;
    this.#paths = new PackagePaths(model.source);
    this.#libraries = new ListedLibraries(readRequirements(model.source.files));
  }

  *findings(): Iterable<Finding> {
    for (const module of this.#model.modules.values()) {
      // Nothing can import the package's own root as a Python package, so this file is never loaded.
      if (module.path === '__init__.py') continue;
      const tried = triedModules(module);
      for (const imported of module.imports) {
        if (imported.module === '__future__' && imported.level === 0) continue;
        if (isGuarded(imported.statement) || isTriedBefore(imported, tried)) continue;
        const problem = this.#problemOf(module, imported);
        if (problem !== null) yield this.#finding(module, imported.statement, placeOf(imported), problem);
      }
      for (const { node, name } of this.#namedInCalls(module)) {
        const problem = isGuarded(node) ? null : this.#absoluteProblem(module, name);
        if (problem !== null) yield this.#finding(module, node, node, problem);
      }
    }
  }

  #finding(module: PythonModule, node: SyntaxNode, place: SyntaxNode, problem: Problem): Finding {
    const { message, ...differing } = problem;
    const optional = this.#model.optional.around(module, node);
    if (optional === null || problem.severity === 'warning')
      return findingAt('BUT701', module.path, place, message, differing);
    const found = findingAt('BUT701', module.path, place, message, { ...differing, severity: 'warning' });
    const why = `The package runs all the same: nothing calls \`${optional.qualifiedName}\`, unless where a failing import is caught.`;
    return { ...found, help: `${found.help} ${why}` };
  }

  /** `importlib.import_module("name")` and `__import__("name")`. */
  *#namedInCalls(module: PythonModule): Iterable<{ readonly node: SyntaxNode; readonly name: string }> {
    if (!/import_module|__import__/.test(module.tree.text)) return;
    for (const definition of [module.top, ...module.functions]) {
      for (const node of definition.calls) {
        const callee = node.child('function');
        const external = callee === null ? null : this.#model.resolver.externalName(callee);
        if (external !== 'importlib.import_module' && external !== 'builtins.__import__') continue;
        const argument = node.child('arguments')?.firstChild ?? null;
        const name = argument === null ? null : plainString(argument);
        if (name !== null && /^[A-Za-z_][\w.]*$/.test(name)) yield { node, name };
      }
    }
  }

  #problemOf(module: PythonModule, imported: ImportedName): Problem | null {
    if (imported.level > 0) return this.#relativeProblem(module, imported);
    const problem = this.#absoluteProblem(module, imported.module);
    if (problem !== null || imported.name === null) return problem;
    const found = this.#find(module, imported.module);
    return found === null ? null : this.#nameProblem(found, imported);
  }

  #find(module: PythonModule, dottedName: string): FoundModule | null {
    for (const root of this.#paths.rootsFor(module.path)) {
      const found = this.#paths.below(root, dottedName);
      if (found !== null) return found;
    }
    return null;
  }

  #absoluteProblem(module: PythonModule, dottedName: string): Problem | null {
    const problem = this.#problemOnUsualPath(module, dottedName);
    return problem !== null && this.#isOnChangedPath(dottedName) ? null : problem;
  }

  /** Whether the package changes `sys.path`, and the name is that of some file or folder of it. */
  #isOnChangedPath(dottedName: string): boolean {
    const name = dottedName.split('.')[0]!;
    const isNamed = [...this.#model.source.files.keys()].some((path) =>
      path.split('/').some((part) => part === name || part.split('.')[0] === name),
    );
    return isNamed && [...this.#model.modules.values()].some(({ tree }) => changesImportPath(tree.text));
  }

  #problemOnUsualPath(module: PythonModule, dottedName: string): Problem | null {
    const [top, ...rest] = dottedName.split('.') as [string, ...string[]];
    const own = this.#find(module, top);
    if (own !== null && own.kind !== 'folder') {
      if (rest.length === 0 || own.kind === 'native' || this.#find(module, dottedName) !== null) return null;
      const base =
        this.#paths.rootsFor(module.path).find((root) => this.#paths.below(root, top) !== null) ?? '';
      if (standardModules.has(top) || this.#isMadeAtRunTime(base, dottedName)) return null;
      return {
        message: `\`${dottedName}\` is not found: \`${own.path}\` is there, but nothing of that name is below it.`,
        help: 'Correct the name, or add the file.',
      };
    }
    if (standardModules.has(top) || top.startsWith('_')) return standardProblem(top, rest.join('.'));
    if (imageModules.has(top) || this.#libraries.bring(top)) return null;
    if (own !== null) {
      if (this.#find(module, dottedName) !== null) return null;
      return {
        message: `\`${dottedName}\` is not found: the folder \`${own.path}\` is there, but nothing of that name is in it.`,
        help: 'Correct the name, or add the file.',
      };
    }
    const along = this.#libraries.mayBring(top, () => this.#isMisspelt(top));
    if (along !== null) return { ...along, severity: 'warning' };
    return { message: `No module \`${top}\` is to be found.`, help: this.#remedy(module, top, dottedName) };
  }

  /** Nearly the name of a module that is there, so likelier that than what a library brings. */
  #isMisspelt(top: string): boolean {
    return likeliest(top, this.#names(top)) !== null;
  }

  #names(top: string): string[] {
    const names = [...this.#moduleNames(), ...standardModules, ...imageModules];
    return names.filter((name) => name !== top);
  }

  #remedy(module: PythonModule, top: string, dottedName: string): string {
    const elsewhere = this.#paths.roots.find((root) => this.#paths.below(root, dottedName) !== null);
    if (elsewhere !== undefined) {
      const full = `${elsewhere.replaceAll('/', '.')}${dottedName}`;
      return `It is in the folder ${elsewhere}, where ${module.path} does not look: write \`import ${full}\`.`;
    }
    const inside = dottedName.slice(top.length + 1);
    if (inside !== '' && this.#find(module, inside) !== null)
      return `Files of the package are imported without the name of its folder: \`import ${inside}\`, or \`from ${inside} import …\`.`;
    const replacement = removedModules.get(top);
    if (replacement !== undefined) {
      return replacement === ''
        ? 'Python 3.13 does not have this module any more; do without it.'
        : `Python 3.13 does not have this module any more; use ${replacement}.`;
    }
    const requirement = requirementFor(top);
    const list = `list \`${requirement}==…\` in requirements.txt if it comes from the Python package index`;
    const meant = likeliest(top, this.#names(top));
    if (meant !== null && requirement === top) return `Did you mean \`${meant}\`? Otherwise ${list}.`;
    return `Add the file ${top}.py to the package, or ${list}.`;
  }

  *#moduleNames(): Iterable<string> {
    for (const path of this.#model.source.files.keys()) {
      if (path.endsWith('.py')) yield path.slice(path.lastIndexOf('/') + 1, -3);
    }
  }

  #relativeProblem(module: PythonModule, imported: ImportedName): Problem | null {
    const folder = folderOf(module.path);
    const isEntry = this.#paths.isEntry(module.path);
    if (isEntry || folder === '') {
      const base = climbed(folder, imported.level) ?? '';
      const plain = plainImport(imported, this.#dottedBelowRoot(module, base));
      const reason = isEntry
        ? `${module.path} is not part of a Python package`
        : 'a file at the top of the package is not part of a Python package';
      return {
        message: `A relative import cannot work here: ${reason}.`,
        help: `Write \`${plain}\` instead.`,
      };
    }
    const base = climbed(folder, imported.level);
    if (base === null || base === '') {
      return {
        message: 'The relative import leads out of the Python package that this file is part of.',
        help: `Write \`${plainImport(imported, '')}\` instead.`,
      };
    }
    const found = this.#paths.below(base, imported.module);
    if (found === null) {
      if (this.#isMadeAtRunTime(base, imported.module)) return null;
      return {
        message: `\`${'.'.repeat(imported.level)}${imported.module}\` is not found: there is no such file in \`${base}\`.`,
        help: 'Correct the name, or add the file.',
      };
    }
    return imported.name === null ? null : this.#nameProblem(found, imported);
  }

  /** Whether a module on the way, such as a bundled `six`, makes the ones below it when it is loaded. */
  #isMadeAtRunTime(base: string, dottedName: string): boolean {
    const parts = dottedName.split('.');
    return parts.some((_, index) => {
      const found = this.#paths.below(base, parts.slice(0, index + 1).join('.'));
      return found !== null && found.kind !== 'folder' && this.#replacesItself(found);
    });
  }

  /** What to put before a module's name so that a plain import finds it below `base`. */
  #dottedBelowRoot(module: PythonModule, base: string): string {
    return base === folderOf(module.path) ? '' : base.replaceAll('/', '.');
  }

  /** `from module import name`, where the module is there but has no such name. */
  #nameProblem(found: FoundModule, { name, module: dotted }: ImportedName): Problem | null {
    if (name === null || name === '*' || /^__\w+__$/.test(name)) return null;
    if (found.kind === 'native') return null;
    const folder = found.kind === 'module' ? null : folderOf(found.path);
    if (folder !== null && this.#paths.below(folder, name) !== null) return null;
    if (found.kind === 'folder') {
      return {
        message: `\`${name}\` is not found in the folder \`${found.path}\`.`,
        help: 'Correct the name, or add the file.',
      };
    }
    const module = this.#model.modules.get(found.path);
    if (module === undefined || this.#replacesItself(found)) return null;
    const { bindings } = module.scopes[0]!;
    if (bindings.has(name) || exportsByStar(this.#model, module, name) !== 'no') return null;
    const meant = likeliest(name, bindings.keys());
    const help =
      meant === null
        ? `Define \`${name}\` in ${found.path}, or correct the name.`
        : `Did you mean \`${meant}\`?`;
    return {
      message: `\`${found.path}\` defines no \`${name}\`, so it cannot be imported from \`${dotted}\`.`,
      help,
    };
  }

  /** Whether a module may have names that cannot be read from its text. */
  #replacesItself(found: FoundModule): boolean {
    const module = this.#model.modules.get(found.path);
    if (module === undefined) return true;
    const { tree, scopes } = module;
    return (
      scopes[0]!.bindings.has('__getattr__') ||
      /\b(?:globals|vars|locals)\(\)|\bexec\s*\(|\bsys\.modules\b|\bsetattr\b|\b__path__\b/.test(tree.text)
    );
  }
}

function standardProblem(top: string, rest: string): Problem | null {
  if (rest === '' || notLookedInto.test(top) || /(?:^|\.)_/.test(rest)) return null;
  const submodules = standardSubmodules.get(top);
  if (submodules?.has(rest)) return null;
  const meant = submodules === undefined ? null : likeliest(rest, submodules);
  return {
    message: `Python's module \`${top}\` has no submodule \`${rest}\`.`,
    help:
      meant === null ? `Write \`import ${top}\`, or correct the name.` : `Did you mean \`${top}.${meant}\`?`,
  };
}

/** `level - 1` folders up, or null above the package. */
function climbed(folder: string, level: number): string | null {
  let at = folder;
  for (let up = 1; up < level; up++) {
    if (at === '') return null;
    at = folderOf(at.slice(0, -1));
  }
  return at;
}

function plainImport({ module, name, boundName, hasAlias }: ImportedName, prefix: string): string {
  const alias = hasAlias ? ` as ${boundName}` : '';
  const from = `${prefix}${module}`.replace(/\.$/, '');
  return from === '' ? `import ${name}${alias}` : `from ${from} import ${name}${alias}`;
}

function placeOf(imported: ImportedName): SyntaxNode {
  return imported.name === null ? imported.node : imported.statement;
}
