import type { Finding } from '../../../model/finding.ts';
import { entryNames } from '../../../model/package-source.ts';
import type { AnalysedPackage } from '../../analysed-package.ts';
import type { ImportedName, PythonModule } from '../../model/definitions.ts';
import type { TextPosition } from '../../model/text-positions.ts';
import type { Rule } from '../../rule.ts';
import { isSyntaxError } from '../syntax/syntax-errors.ts';

const remedies: Readonly<Record<string, string>> = {
  F401: 'Remove the import.',
  F402: 'Rename the loop variable.',
  F403: 'Import the names one by one, so that missing ones are found.',
  F541: 'Remove the `f`, or put a name in braces into the text.',
  F601: 'Keep one of the two entries.',
  F631: 'Remove the parentheses: a tuple is always true.',
  F632: 'Use `==` to compare values.',
  F811: 'Rename one of the two, or remove the one that is not used.',
  F822: 'Define the name, or remove it from `__all__`.',
  F823: 'Assign the name before it is used, or declare it `global`.',
  F841: 'Remove the variable, or use it.',
  F901: 'Use `raise NotImplementedError`.',
};

/** The other Pyflakes findings: code that runs, and most likely does not do what was meant. */
export const pyflakes: Rule = {
  ids: [],
  *check(model, { ruff }): Iterable<Finding> {
    let takers: Takers | null = null;
    const importPlaces = new ImportPlaces();
    const takersOf = () => {
      takers ??= new Takers(model);
      return takers;
    };
    for (const [file, text] of model.texts) {
      for (const diagnostic of ruff.check(text) ?? []) {
        const { code, message, ...place } = diagnostic;
        if (isSyntaxError(diagnostic) || code === 'F821' || code === 'F405') continue;
        // What a package's __init__.py imports is there for others.
        if (
          code === 'F401' &&
          (file.endsWith('__init__.py') ||
            isForOthers(model, importPlaces, model.modules.get(file), place, takersOf))
        )
          continue;
        if (code === 'F841' && isUsedInHandler(model.modules.get(file), place)) continue;
        const help = remedies[code] ?? 'Correct the line: it most likely does not do what was meant.';
        yield { rule: code, severity: 'warning', message: `${message}.`, help, file, ...place };
      }
    }
  },
};

/** `except … as name` whose handler uses the name in a function of its own, which ruff does not see. */
function isUsedInHandler(
  module: PythonModule | undefined,
  { line, column }: { readonly line: number; readonly column: number },
): boolean {
  if (module === undefined) return false;
  const { tree } = module;
  for (let index = 1; index < tree.size; index++) {
    if (tree.kindOf(index) !== 'as_pattern_target') continue;
    const target = tree.node(index);
    const place = tree.positions.at(target.start);
    if (place.line !== line || place.column !== column) continue;
    const block = target.ancestor('except_clause')?.childOfKind('block');
    return [...(block?.descendants() ?? [])].some(
      (node) => node.kind === 'identifier' && node.text === target.text,
    );
  }
  return false;
}

/** Whether a name that a file imports and does not use is what is called in it, or what other files take from it. */
function isForOthers(
  model: AnalysedPackage,
  imports: ImportPlaces,
  module: PythonModule | undefined,
  place: TextPosition,
  takersOf: () => Takers,
): boolean {
  const imported = module === undefined ? null : imports.at(module, place);
  if (module === undefined || imported === null) return false;
  return isEntryName(model, module, imported.boundName) || takersOf().take(module, imported.boundName);
}

/** Finds the import that a finding is about. */
class ImportPlaces {
  readonly #byModule = new Map<PythonModule, Map<string, ImportedName>>();

  at(module: PythonModule, { line, column }: TextPosition): ImportedName | null {
    let byPlace = this.#byModule.get(module);
    if (byPlace === undefined) {
      byPlace = new Map();
      for (const imported of module.imports)
        for (const place of placesOf(imported)) if (!byPlace.has(place)) byPlace.set(place, imported);
      this.#byModule.set(module, byPlace);
    }
    return byPlace.get(placeName({ line, column })) ?? null;
  }
}

/** With `as`, ruff points at the new name. */
function placesOf({ node }: ImportedName): string[] {
  const last = node.kind === 'aliased_import' ? (node.child('alias') ?? node) : node;
  return [node, last].map(({ start }) => placeName(node.tree.positions.at(start)));
}

function placeName({ line, column }: TextPosition): string {
  return `${line}:${column}`;
}

function isEntryName(model: AnalysedPackage, module: PythonModule, name: string): boolean {
  return (['splitter', 'processor', 'merger'] as const).some(
    (role) =>
      model.entryModule(role) === module &&
      (entryNames[role].includes(name) || (role === 'merger' && name === 'finish')),
  );
}

/** What the files of a package take from each other: built once, asked for each unused import. */
class Takers {
  /** `module.name` as it stands anywhere in the sources. */
  readonly #attributes = new Set<string>();
  readonly #imports = new Map<string, { readonly by: PythonModule; readonly each: ImportedName }[]>();

  readonly #model: AnalysedPackage;

  constructor(model: AnalysedPackage) {
    this.#model = model;

    for (const by of model.modules.values()) {
      for (const [, object, name] of by.tree.text.matchAll(/\b(\w+)(?=\.(\w+))/g)) {
        this.#attributes.add(`${object}.${name}`);
      }
      for (const each of by.imports) {
        const name = each.name ?? '';
        const same = this.#imports.get(name);
        if (same === undefined) this.#imports.set(name, [{ by, each }]);
        else same.push({ by, each });
      }
    }
  }

  take(module: PythonModule, name: string): boolean {
    const own = importedAs(module.path);
    if (this.#attributes.has(`${own}.${name}`)) return true;
    return [...(this.#imports.get(name) ?? []), ...(this.#imports.get('*') ?? [])].some(
      ({ by, each }) => by !== module && this.#model.moduleNamed(by, each.module, each.level) === module,
    );
  }
}

/** The last part of the name that a file is imported under. */
function importedAs(path: string): string {
  const parts = path.slice(0, -'.py'.length).split('/');
  const last = parts.pop()!;
  return last === '__init__' ? (parts.at(-1) ?? last) : last;
}
