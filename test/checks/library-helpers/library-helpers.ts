import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A module of a library, or a package of it with all its modules, taken over into a butcher package. */
export interface LibraryHelper {
  /** What it is in the library, such as `email.message`. */
  readonly module: string;
  /** The text of each file, a character for each byte, by its path in the package. */
  readonly files: Readonly<Record<string, string>>;
  /** What an entry file writes to load all of it. */
  readonly imports: readonly string[];
}

const leftOut: ReadonlySet<string> = new Set(
  '__pycache__ test tests idlelib lib2to3 ensurepip turtledemo site-packages dist-packages'.split(' '),
);
/** `from .x import y`, at the beginning of a line. */
const relativeImport = /^([ \t]{0,60}from[ \t]{1,20})(\.{1,9})([\w.]{0,200})([ \t]{1,20}import\b)/gm;

/**
 * What of a library may be taken over as a helper: each module as a file of its own, `lib_MODULE.py`, and each package
 * as a folder, `lib_PACKAGE/`. Relative imports that lead to what is not taken over name the library itself, as an
 * author would write them.
 */
export function* libraryHelpers(root: string, library: string): Iterable<LibraryHelper> {
  const modules = modulesIn(root, library);
  const packages = [...modules].filter(([, path]) => path.endsWith('/__init__.py'));
  for (const [module, path] of modules) {
    const name = `lib_${last(module)}`;
    const parent = path.endsWith('/__init__.py') ? module : module.replace(/\.?[^.]*$/, '');
    const text = absolute(readFileSync(path, 'latin1'), parent, () => false);
    yield { module, files: { [`${name}.py`]: text }, imports: [name] };
  }
  for (const [folder] of packages) {
    const inside = [...modules].filter(([module]) => module === folder || module.startsWith(`${folder}.`));
    const isHere = (module: string) => inside.some(([each]) => each === module);
    const name = `lib_${last(folder)}`;
    const files: Record<string, string> = {};
    const imports: string[] = [];
    for (const [module, path] of inside) {
      const isPackage = path.endsWith('/__init__.py');
      const here = `${name}${module.slice(folder.length)}`;
      const parent = isPackage ? module : module.replace(/\.?[^.]*$/, '');
      files[`${here.replaceAll('.', '/')}${isPackage ? '/__init__' : ''}.py`] = absolute(
        readFileSync(path, 'latin1'),
        parent,
        isHere,
      );
      imports.push(here);
    }
    yield { module: `${folder}.*`, files, imports };
  }
}

function modulesIn(root: string, library: string): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (folder: string, dotted: string) => {
    const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const each of entries) {
      const entry = each.name;
      const path = join(folder, entry);
      if (leftOut.has(entry)) continue;
      if (each.isDirectory()) {
        if (/^\w+$/.test(entry)) visit(path, `${dotted}${dotted && '.'}${entry}`);
      } else if (!each.isFile()) continue;
      else if (entry === '__init__.py') {
        if (dotted !== '') found.set(dotted, path);
      } else if (/^\w+\.py$/.test(entry)) found.set(`${dotted}${dotted && '.'}${entry.slice(0, -3)}`, path);
    }
  };
  visit(root, library);
  return found;
}

function absolute(text: string, parent: string, isHere: (module: string) => boolean): string {
  return text.replace(relativeImport, (whole, from, dots: string, name: string, rest) => {
    const parts = parent.split('.');
    const base = parts.slice(0, parts.length - dots.length + 1).join('.');
    const target = [base, name].filter(Boolean).join('.');
    return isHere(target) ? whole : `${from}${target}${rest}`;
  });
}

const last = (module: string) => module.slice(module.lastIndexOf('.') + 1);
