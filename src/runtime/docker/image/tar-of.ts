import type { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import type { InputFile } from './image-inputs.ts';

/** A tar of small files below `prefix` (a folder, or nothing) with all folders, owned by `uid` (root unless given). */
export function tarOf(files: readonly InputFile[], prefix = '', uid = 0): Readable {
  const tar = pack();
  const owner = { uid, gid: uid, mtime: new Date(0) };
  const folders = new Set<string>();
  const addFolders = (path: string) => {
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
      const folder = path.slice(0, end);
      if (!folders.has(folder)) tar.entry({ name: folder, type: 'directory', mode: 0o755, ...owner });
      folders.add(folder);
    }
  };
  addFolders(prefix);
  for (const file of files) {
    addFolders(prefix + file.path);
    tar.entry({ name: prefix + file.path, mode: 0o644, ...owner }, file.bytes);
  }
  tar.finalize();
  return tar as unknown as Readable;
}
