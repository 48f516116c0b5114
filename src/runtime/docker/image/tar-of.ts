import type { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import type { InputFile } from './image-inputs.ts';

/** A tar of small files below `prefix` with their parent folders, owned by `uid` (root unless given). */
export function tarOf(files: readonly InputFile[], prefix = '', uid = 0): Readable {
  const tar = pack();
  const owner = { uid, gid: uid, mtime: new Date(0) };
  const folders = new Set<string>();
  for (const file of files) {
    const path = prefix + file.path;
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
      const folder = path.slice(0, end);
      if (!folders.has(folder)) tar.entry({ name: folder, type: 'directory', mode: 0o755, ...owner });
      folders.add(folder);
    }
    tar.entry({ name: path, mode: 0o644, ...owner }, file.bytes);
  }
  tar.finalize();
  return tar as unknown as Readable;
}
