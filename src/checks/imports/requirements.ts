import { importNames, transitiveImports } from './import-names.ts';

/** Whether one of the libraries of those names brings the top-level module, itself or with what it depends on. */
export function requirementsProvide(names: readonly string[], module: string): boolean {
  const wanted = squeezed(module);
  return names.some((name) => {
    const key = name.toLowerCase().replace(/[-_.]+/g, '-');
    const known = importNames.get(key);
    if (known?.includes(module)) return true;
    if (transitiveImports.get(key)?.includes(module)) return true;
    // `pyserial` brings `serial`, `python-docx` brings `docx`: a name within the other is near enough to be believed.
    return (
      squeezed(name) === wanted ||
      (wanted.length >= 3 && known === undefined && squeezed(name).includes(wanted))
    );
  });
}

/** The requirement that brings a module, by its name on the package index. */
export function requirementFor(module: string): string {
  for (const [requirement, modules] of importNames) if (modules.includes(module)) return requirement;
  return module;
}

function squeezed(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '');
}
