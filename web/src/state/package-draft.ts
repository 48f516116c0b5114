import { batch, signal } from '@preact/signals';

/** One file of a package that is being put together. */
export interface DraftFile {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Null where it is no text that can be edited. */
  readonly text: string | null;
}

/** What comes first among the files of a package. */
const parts = ['Split.py', 'Processor.py', 'Merge.py', 'butcher.json', 'requirements.txt'];
/** Files beyond this are not put into an editor. */
const mostEditedBytes = 1024 * 1024;
/** As much as the chief takes as JSON. */
export const mostCheckedBytes = 900 * 1024;

/** The files of a package on their way to the chief. */
export class PackageDraft {
  readonly files = signal<ReadonlyMap<string, DraftFile>>(new Map());
  readonly name = signal('package');
  /** Another one whenever files came from elsewhere than the editor, which then begins anew. */
  readonly generation = signal(0);

  replace(name: string, files: readonly DraftFile[]): void {
    batch(() => {
      this.name.value = name;
      this.files.value = new Map();
      this.add(files);
    });
  }

  /** Adds files, or puts them in the place of those of the same path. */
  add(files: readonly DraftFile[]): void {
    batch(() => {
      for (const file of files) this.#put(file);
      this.generation.value += 1;
    });
  }

  /** What the editor says of a file. */
  edit(path: string, text: string): void {
    this.#put(draftFile(path, new TextEncoder().encode(text)));
  }

  #put(file: DraftFile): void {
    this.files.value = new Map(this.files.value).set(file.path, file);
  }

  remove(path: string): void {
    const files = new Map(this.files.value);
    files.delete(path);
    this.files.value = files;
  }

  /** Paths, those of the three parts first. */
  get paths(): readonly string[] {
    return [...this.files.value.keys()].sort(
      (one, other) => placeOf(one) - placeOf(other) || (one < other ? -1 : 1),
    );
  }

  /** All of it as texts; null where some of it is no text, or it is too large to be checked on every pause. */
  get texts(): Readonly<Record<string, string>> | null {
    const files = [...this.files.value.values()];
    const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
    if (bytes > mostCheckedBytes || files.some(({ text }) => text === null)) return null;
    return Object.fromEntries(files.map(({ path, text }) => [path, text!]));
  }
}

/** A file as it is, its text where it is UTF-8 without NUL and not too large. */
export function draftFile(path: string, bytes: Uint8Array<ArrayBuffer>): DraftFile {
  return { path, bytes, text: bytes.length > mostEditedBytes ? null : plainText(bytes) };
}

/** Paths without the folder that all of them are in, unless something lies beside it. */
export function withoutTopFolder(files: readonly DraftFile[]): readonly DraftFile[] {
  const tops = new Set(files.map(({ path }) => path.slice(0, path.indexOf('/') + 1)));
  const [top] = tops;
  if (tops.size !== 1 || top === undefined || top === '') return files;
  return files.map((file) => ({ ...file, path: file.path.slice(top.length) }));
}

function placeOf(path: string): number {
  const at = parts.indexOf(path);
  return at === -1 ? parts.length : at;
}

function plainText(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
