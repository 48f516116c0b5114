/** The paths that a source has used, so that no member can stand in for another. */
export class TakenPaths {
  readonly #kinds = new Map<string, 'file' | 'folder'>();
  readonly #equality: 'folded' | 'exact';

  /** `folded`: names that differ only in how accents are stored count as equal. */
  constructor(equality: 'folded' | 'exact' = 'folded') {
    this.#equality = equality;
  }

  /**
   * Takes a path. A file's comes once; a folder may be named again, and need not be named before what is in it. Returns
   * what is wrong, to continue a sentence, or null.
   */
  take(path: string, kind: 'file' | 'folder'): string | null {
    const folded = this.#equality === 'folded' ? path.normalize('NFC') : path;
    const before = this.#kinds.get(folded);
    const folders = foldersAbove(folded);
    if (folders.some((folder) => this.#kinds.get(folder) === 'file'))
      return 'a folder that it lies in is there as a file';
    if (before !== undefined && before !== kind) return 'the same name is there as a file and as a folder';
    if (before === 'file') return 'the same name is there twice';
    this.#kinds.set(folded, kind);
    for (const folder of folders) this.#kinds.set(folder, 'folder');
    return null;
  }
}

/** Outermost first. */
function foldersAbove(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
