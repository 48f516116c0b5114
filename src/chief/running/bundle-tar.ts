import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import type { ReplayBundle } from '../../jobs/replay/replay-bundle.ts';
import { publicFailure } from '../events/public-event.ts';

const description = 'bundle.json';

/** A replay bundle as a tar, made while it is read; its description is without paths of the chief's machine. */
export async function bundleTar(folder: string, bundle: ReplayBundle): Promise<Readable> {
  const names = (await readdir(folder)).filter((name) => name !== description).sort();
  const tar = pack();
  const shown = { ...bundle, failure: publicFailure(bundle.failure, bundle.job) };
  tar.entry({ name: description, mode: 0o644, mtime: new Date(0) }, `${JSON.stringify(shown, null, 2)}\n`);
  const write = async () => {
    for (const name of names) {
      const path = join(folder, name);
      const { size } = await stat(path);
      const entry = tar.entry({ name, size, mode: 0o644, mtime: new Date(0) });
      await pipeline(createReadStream(path), entry);
    }
    tar.finalize();
  };
  write().catch((error: Error) => tar.destroy(error));
  return Readable.from(tar, { objectMode: false });
}
