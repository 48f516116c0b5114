import { normalName } from '../../model/libraries.ts';
import { importNames, transitiveImports } from './import-names.ts';

/** Whether one of the libraries of those names brings the top-level module itself. */
export function requirementsProvide(names: readonly string[], module: string): boolean {
  const wanted = squeezed(module);
  return names.some((name) => {
    const known = importNames.get(normalName(name));
    if (known?.includes(module)) return true;
    // `pyserial` brings `serial`, `python-docx` brings `docx`: a name within the other is near enough to be believed.
    return (
      squeezed(name) === wanted ||
      (wanted.length >= 3 && known === undefined && squeezed(name).includes(wanted))
    );
  });
}

/** One of the libraries that brings the module along with what it depends on; null where none is known to. */
export function broughtAlongBy(names: readonly string[], module: string): string | null {
  return names.find((name) => transitiveImports.get(normalName(name))?.includes(module)) ?? null;
}

/** A library of which it is not known what it depends on; null: it is of all. */
export function unknownAmong(names: readonly string[]): string | null {
  return names.find((name) => !transitiveImports.has(normalName(name))) ?? null;
}

/** The requirement that brings a module, by its name on the package index. */
export function requirementFor(module: string): string {
  for (const [requirement, modules] of importNames) if (modules.includes(module)) return requirement;
  return module;
}

function squeezed(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '');
}
