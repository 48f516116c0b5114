import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { openPlain } from '../../files/open-plain.ts';
import { bundleFiles, type ReplayBundle } from '../../jobs/replay/replay-bundle.ts';
import { inertJson } from '../../text/inert-text.ts';
import { publicFailure } from '../events/public-event.ts';

/** A replay bundle as a tar, made while it is read; its description is without paths of the chief's machine. */
export async function bundleTar(folder: string, bundle: ReplayBundle): Promise<Readable> {
  const tar = pack();
  const shown = { ...bundle, failure: publicFailure(bundle.failure, bundle.job) };
  tar.entry(
    { name: bundleFiles.record, mode: 0o644, mtime: new Date(0) },
    `${inertJson(JSON.stringify(shown, null, 2))}\n`,
  );
  const write = async () => {
    for (const name of [bundleFiles.fragment, bundleFiles.log]) {
      const file = await openKept(join(folder, name));
      // Where there was no space, only how the fragment failed was kept.
      if (file === null) continue;
      const { size } = await file.stat();
      const entry = tar.entry({ name, size, mode: 0o644, mtime: new Date(0) });
      // It closes the file.
      await pipeline(file.createReadStream(), entry);
    }
    tar.finalize();
  };
  write().catch((error: Error) => tar.destroy(error));
  return Readable.from(tar, { objectMode: false });
}

/** Null where there is no such file. */
async function openKept(path: string): Promise<FileHandle | null> {
  try {
    return await openPlain(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
