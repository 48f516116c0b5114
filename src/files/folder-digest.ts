import { createHash } from 'node:crypto';
import { bytesOfName } from '../text/byte-names.ts';
import { compareCodePoints } from '../text/code-points.ts';

/** The digest of a folder of data, over all paths, kinds and contents in it, in whatever order they come. */
export class FolderDigest {
  readonly #entries: { readonly path: string; readonly line: Buffer }[] = [];

  /** `path` is relative to the folder, which itself is no entry. */
  addFolder(path: string): void {
    this.#add(path, 'folder', '');
  }

  /** `sha256`: of the content, in hex. */
  addFile(path: string, bytes: number, sha256: string): void {
    this.#add(path, 'file', ` ${bytes} ${sha256}`);
  }

  /** `sha256:` and 64 hex digits. */
  digest(): string {
    const hash = createHash('sha256').update('folder\n');
    for (const { line } of this.#entries.toSorted((left, right) => compareCodePoints(left.path, right.path)))
      hash.update(line);
    return `sha256:${hash.digest('hex')}`;
  }

  #add(path: string, kind: string, content: string): void {
    const name = bytesOfName(path);
    const line = Buffer.concat([Buffer.from(`${kind} ${name.length}${content}\n`), name, Buffer.from('\n')]);
    this.#entries.push({ path, line });
  }
}
