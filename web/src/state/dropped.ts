import { createTarPacker, packTar, unpackTar } from 'modern-tar';
import { type DraftFile, draftFile, withoutTopFolder } from './package-draft.ts';

/** A file that was dropped or chosen, with its path below what was. */
export interface DroppedFile {
  readonly path: string;
  readonly file: File;
}

const mostDropped = 20_000;
/** Leftovers that no package needs, as the command line leaves them out. */
const ignored = /(?:^|\/)(?:__pycache__|\.git|\.venv|venv|node_modules|\.DS_Store)(?:\/|$)|\.pyc$/;

/** The files in what was dropped, folders gone through. */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly DroppedFile[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const found: DroppedFile[] = [];
  for (const entry of entries) await collect(entry, entry.name, found);
  return found;
}

/**
 * What the same files are known by when they are dropped again: their names, sizes and times of change, in any order.
 * Nobody else's files are looked for by it, so it need not hold against anybody.
 */
export function fingerprintOf(files: readonly DroppedFile[]): string {
  const lines = files.map(({ path, file }) => `${path}\0${file.size}\0${file.lastModified}`).sort();
  let [low, high] = [0x811c9dc5, 0x9e3779b9];
  for (const text of lines)
    for (let at = 0; at <= text.length; at += 1) {
      // The end of a line counts as a unit that none has.
      const unit = at < text.length ? text.charCodeAt(at) : 0x10000;
      low = Math.imul(low ^ unit, 0x01000193);
      high = Math.imul(high ^ (unit + at), 0x85ebca6b);
    }
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  return `page:${files.length}:${bytes}:${hex(low)}${hex(high)}`;
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

/** The files of a field for files or for a folder. */
export function chosenFiles(list: FileList): readonly DroppedFile[] {
  return [...list].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

async function collect(entry: FileSystemEntry, path: string, found: DroppedFile[]): Promise<void> {
  if (ignored.test(path)) return;
  if (found.length >= mostDropped) throw new Error(`There are more than ${mostDropped} files in it.`);
  if (isFile(entry)) {
    found.push({ path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    for (const inner of some) await collect(inner, `${path}/${inner.name}`, found);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

/** The files of a package from what was dropped: files, a folder, or a tar; null of an archive that is no tar. */
export async function packageFiles(dropped: readonly DroppedFile[]): Promise<readonly DraftFile[] | null> {
  const [only] = dropped;
  if (dropped.length === 1 && only !== undefined && /\.(?:tar|tar\.gz|tgz)$/i.test(only.file.name))
    return withoutTopFolder(await untarred(only.file));
  if (dropped.length === 1 && only !== undefined && /\.zip$/i.test(only.file.name)) return null;
  const files: DraftFile[] = [];
  for (const { path, file } of dropped)
    if (!ignored.test(path)) files.push(draftFile(path, new Uint8Array(await file.arrayBuffer())));
  return withoutTopFolder(files);
}

async function untarred(file: File): Promise<readonly DraftFile[]> {
  const plain = /gz$/i.test(file.name)
    ? file.stream().pipeThrough(new DecompressionStream('gzip'))
    : file.stream();
  const entries = await unpackTar(plain);
  return entries.flatMap(({ header, data }) =>
    header.type === 'file' && data !== undefined ? [draftFile(header.name.replace(/^\.\//, ''), data)] : [],
  );
}

/** A package as the tar that is uploaded. */
export async function packedPackage(files: Iterable<DraftFile>): Promise<Blob> {
  const entries = [...files].map(({ path, bytes }) => ({
    header: { name: path, size: bytes.length, type: 'file' as const, mtime: new Date(0) },
    body: bytes,
  }));
  return new Blob([await packTar(entries)], { type: 'application/x-tar' });
}

/** A folder of data as the tar that is uploaded; the browser keeps it on disk where it is large. */
export async function packedFolder(files: readonly DroppedFile[]): Promise<Blob> {
  const { readable, controller } = createTarPacker();
  const packing = (async () => {
    for (const { path, file } of files) {
      const inner = path.slice(path.indexOf('/') + 1);
      const header = { name: inner, size: file.size, type: 'file' as const, mtime: new Date(0) };
      await file.stream().pipeTo(controller.add(header));
    }
    controller.finalize();
  })();
  packing.catch((error: unknown) => controller.error(error));
  return new Response(readable).blob();
}
