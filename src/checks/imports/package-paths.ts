import { entryFiles, type PackageSource } from '../../model/package-source.ts';

/** What an import finds: a file, or a folder without `__init__.py` (PEP 420), with a slash at the end. */
export interface FoundModule {
  readonly path: string;
  readonly kind: 'module' | 'package' | 'folder' | 'native';
}

/** Finds modules among the files of a package, whether they parse or not. */
export class PackagePaths {
  readonly #files: PackageSource['files'];
  readonly #folders = new Set<string>();
  readonly #native = new Map<string, string>();
  /** Folders on the import path, with a slash at the end; the package root is empty and comes last. */
  readonly roots: readonly string[];
  readonly #entries: ReadonlySet<string>;

  constructor(source: PackageSource) {
    this.#files = source.files;
    for (const path of source.files.keys()) {
      for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
        this.#folders.add(path.slice(0, at + 1));
      }
      if (/\.(?:so|pyd)$/.test(path)) this.#native.set(withoutExtensions(path), path);
    }
    const entries = Object.values(entryFiles[source.layout]);
    this.#entries = new Set(entries);
    this.roots = [...new Set([...entries.map(folderOf), ''])];
  }

  isEntry(path: string): boolean {
    return this.#entries.has(path);
  }

  /** Whether imports find the files of a folder by their bare names. */
  isRoot(folder: string): boolean {
    return this.roots.includes(folder);
  }

  /** Where a file looks: its own folder and the package root; code deeper down is given every folder there is. */
  rootsFor(importer: string): readonly string[] {
    const own = folderOf(importer);
    return own !== '' && this.isRoot(own) ? [own, ''] : this.roots;
  }

  /** The module `dottedName` below a folder. */
  below(folder: string, dottedName: string): FoundModule | null {
    const path = folder + dottedName.replaceAll('.', '/');
    if (dottedName === '') return this.#folder(folder);
    return this.#folderWithInit(`${path}/`) ?? this.#file(path) ?? this.#folder(`${path}/`);
  }

  #file(path: string): FoundModule | null {
    if (this.#files.has(`${path}.py`)) return { path: `${path}.py`, kind: 'module' };
    const native = this.#native.get(path);
    return native === undefined ? null : { path: native, kind: 'native' };
  }

  #folderWithInit(folder: string): FoundModule | null {
    const init = `${folder}__init__.py`;
    return this.#files.has(init) ? { path: init, kind: 'package' } : null;
  }

  #folder(folder: string): FoundModule | null {
    const found = this.#folderWithInit(folder);
    if (found !== null) return found;
    return folder === '' || this.#folders.has(folder) ? { path: folder, kind: 'folder' } : null;
  }
}

/** `a/b.cpython-311.so` as `a/b`. */
function withoutExtensions(path: string): string {
  return path.slice(0, path.indexOf('.', path.lastIndexOf('/') + 1));
}

/** With a slash at the end; empty for the package root. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
