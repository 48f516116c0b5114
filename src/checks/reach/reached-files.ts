import { type EntryRole, entryFiles } from '../../model/package-source.ts';
import { changesImportPath } from '../imports/changed-path.ts';
import { folderOf, PackagePaths } from '../imports/package-paths.ts';
import { standardModules } from '../imports/standard-modules.ts';
import type { PackageModel } from '../model/package-model.ts';
import { loadedModules } from './loaded-modules.ts';

type ReachModel = Pick<PackageModel, 'source' | 'modules' | 'resolver'>;

const allRoles: readonly EntryRole[] = ['splitter', 'processor', 'merger'];
/** Files that test runners and build tools load, and packages do not. */
const testFolders: readonly string[] = ['test', 'tests'];
const besideThePackage = /^(?:conftest|setup|test_.{0,240}|.{0,240}_test)\.py$/;
/** Standard modules that no other one imports, so that a file in their place is loaded only by who names it. */
const neverImported: ReadonlySet<string> = new Set(['antigravity', 'idlelib', 'this', 'turtledemo']);

/**
 * The Python files of a package that the entry files of these roles load, themselves included: by imports, followed
 * through the package with the `__init__.py` on the way, and by importing calls that name what they load. Where what is
 * loaded cannot be told (a name that is worked out, a file that is run by path, an entry file that does not parse),
 * every file counts as reached, but for tests and the like that no import names. In doubt a file is reached.
 */
export function reachedFiles(model: ReachModel, roles: readonly EntryRole[] = allRoles): ReadonlySet<string> {
  return new ReachedFiles(model).from(roles, []);
}

/** The same with the files of `also`, and what those load. */
export function reachedWith(
  model: ReachModel,
  roles: readonly EntryRole[],
  also: Iterable<string>,
): ReadonlySet<string> {
  return new ReachedFiles(model).from(roles, also);
}

class ReachedFiles {
  readonly #model: ReachModel;
  readonly #paths: PackagePaths;
  readonly #python: readonly string[];
  readonly #reached = new Set<string>();
  readonly #waiting: string[] = [];
  /** Folders that imports look in beside the usual ones, each with a slash at the end. */
  #moreRoots: readonly string[] = [];
  #looksEverywhere = false;
  #unknowable = false;

  constructor(model: ReachModel) {
    this.#model = model;
    this.#paths = new PackagePaths(model.source);
    this.#python = [...model.source.files.keys()].filter((path) => path.endsWith('.py'));
  }

  from(roles: readonly EntryRole[], also: Iterable<string>): ReadonlySet<string> {
    for (const path of this.#begin(roles)) this.#reach(path);
    for (const path of also) this.#reach(path);
    this.#follow();
    if (this.#unknowable) {
      for (const path of this.#python) if (!isBesideThePackage(path)) this.#reach(path);
      this.#follow();
    }
    return this.#reached;
  }

  /** The entry files; where one is missing, those that may be meant; and what stands in for a standard module. */
  *#begin(roles: readonly EntryRole[]): Iterable<string> {
    const { files, layout } = this.#model.source;
    const entryPaths = Object.values(entryFiles).flatMap((each) => roles.map((role) => each[role]));
    const missing = roles.map((role) => entryFiles[layout][role]).filter((path) => !files.has(path));
    const meant = new Set(missing.map((path) => baseName(path).toLowerCase()));
    for (const path of this.#python) {
      if (entryPaths.includes(path) || meant.has(baseName(path).toLowerCase())) yield path;
      else if (this.#standsInForStandard(path)) yield path;
    }
  }

  /** Libraries import standard modules by names that a file at the top of the package takes. */
  #standsInForStandard(path: string): boolean {
    const root = this.#paths.roots.find((each) => path.startsWith(each)) ?? '';
    const [top, ...rest] = path.slice(root.length).replace(/\.py$/, '').split('/');
    const isTop = rest.length === 0 || (rest.length === 1 && rest[0] === '__init__');
    return isTop && standardModules.has(top!) && !neverImported.has(top!);
  }

  #reach(path: string): void {
    if (this.#reached.has(path)) return;
    this.#reached.add(path);
    this.#waiting.push(path);
  }

  #follow(): void {
    for (let path = this.#waiting.pop(); path !== undefined; path = this.#waiting.pop())
      this.#followOne(path);
  }

  #followOne(path: string): void {
    const { modules, resolver } = this.#model;
    const module = modules.get(path);
    if (module === undefined) {
      this.#unknowable = true;
      return;
    }
    if (!this.#looksEverywhere && changesImportPath(module.tree.text)) this.#lookEverywhere();
    const { imports, unknowable } = loadedModules(module, resolver);
    this.#unknowable ||= unknowable;
    for (const { module: name, level, name: taken } of imports) this.#import(path, name, level, taken);
  }

  /** Once a reached file changes the import path, names may be found in any folder, also those asked for before. */
  #lookEverywhere(): void {
    this.#looksEverywhere = true;
    this.#moreRoots = [...new Set(this.#python.flatMap(foldersAbove))];
    this.#waiting.push(...this.#reached);
  }

  #import(importer: string, name: string, level: number, taken: string | null): void {
    for (const root of this.#rootsFor(importer, level)) {
      const parts = name === '' ? [] : name.split('.');
      for (let count = level > 0 ? 0 : 1; count <= parts.length; count++) {
        this.#load(root, parts.slice(0, count).join('.'));
      }
      if (taken === '*') this.#loadAllOf(`${root}${parts.join('/')}${parts.length > 0 ? '/' : ''}`);
      else if (taken !== null) this.#load(root, [...parts, taken].join('.'));
    }
  }

  #rootsFor(importer: string, level: number): readonly string[] {
    if (level === 0) return [...this.#paths.rootsFor(importer), ...this.#moreRoots];
    let folder = folderOf(importer);
    for (let up = 1; up < level && folder !== ''; up++) folder = folderOf(folder.slice(0, -1));
    return [folder];
  }

  #load(root: string, dottedName: string): void {
    const found = this.#paths.below(root, dottedName);
    if (found?.kind === 'module' || found?.kind === 'package') this.#reach(found.path);
  }

  /** `from package import *` loads the submodules that its `__all__` names. */
  #loadAllOf(folder: string): void {
    const init = this.#model.modules.get(`${folder}__init__.py`);
    if (folder === '' || !init?.tree.text.includes('__all__')) return;
    for (const path of this.#python) {
      const isInside = path.startsWith(folder) && !path.slice(folder.length).includes('/');
      if (isInside && init.tree.text.includes(baseName(path).slice(0, -'.py'.length))) this.#reach(path);
    }
  }
}

/** Every folder that a file is in, with a slash at the end. */
function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1))
    folders.push(path.slice(0, at + 1));
  return folders;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Test runners and build tools load it, and packages do not. */
export function isBesideThePackage(path: string): boolean {
  const folders = path.split('/');
  const file = folders.pop()!;
  return folders.some((folder) => testFolders.includes(folder)) || besideThePackage.test(file);
}
