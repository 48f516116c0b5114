import { entryFiles, type PackageLayout } from '../../model/package-source.ts';
import type { PythonModule } from './definitions.ts';

/** Finds the package's file that an import means, in the folders that the sandbox puts on the import path. */
export class ModuleIndex {
  readonly #modules: ReadonlyMap<string, PythonModule>;
  readonly #folders: ReadonlySet<string>;
  readonly #roots: readonly string[];

  constructor(layout: PackageLayout, modules: ReadonlyMap<string, PythonModule>) {
    this.#modules = modules;
    const folders = new Set<string>();
    for (const path of modules.keys()) for (const folder of foldersAbove(path)) folders.add(folder);
    this.#folders = folders;
    const entryFolders = Object.values(entryFiles[layout]).map(folderOf);
    this.#roots = [...new Set([...entryFolders, ''])];
  }

  /** `level` counts leading dots. A folder without `__init__.py` is a package too (PEP 420): `folder`. */
  find(importer: PythonModule, dottedName: string, level: number): PythonModule | 'folder' | null {
    const path = dottedName.replaceAll('.', '/');
    if (level > 0) {
      let folder = folderOf(importer.path);
      for (let up = 1; up < level; up++) folder = folderOf(folder.replace(/\/$/, ''));
      return this.#at(folder + path);
    }
    if (path === '') return null;
    const own = folderOf(importer.path);
    const roots = this.#roots.includes(own)
      ? [own, ...this.#roots.filter((root) => root !== own)]
      : this.#roots;
    for (const root of roots) {
      const found = this.#at(root + path);
      if (found !== null) return found;
    }
    return null;
  }

  #at(path: string): PythonModule | 'folder' | null {
    const folder = path === '' || path.endsWith('/') ? path : `${path}/`;
    const inside = this.#modules.get(`${folder}__init__.py`);
    if (inside !== undefined) return inside;
    const file = path.endsWith('/') ? undefined : this.#modules.get(`${path}.py`);
    if (file !== undefined) return file;
    return this.#folders.has(folder) ? 'folder' : null;
  }
}

/** With a slash at the end; empty for the package root. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1))
    folders.push(path.slice(0, at + 1));
  return folders;
}
