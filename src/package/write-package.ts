import { chmod, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PackageSource } from '../model/package-source.ts';
import { exactJoin } from '../text/byte-names.ts';

const fileMode = 0o644;
const folderMode = 0o755;

/**
 * Writes a package's files below `folder`, which is made if it is not there and must hold none of them yet.
 * Modes are 0644 and 0755 whatever the umask, so that a container's user can read them.
 */
export async function writePackage(source: Pick<PackageSource, 'files'>, folder: string): Promise<void> {
  const made = new Set<string>();
  const makeFolder = async (path: string): Promise<void> => {
    if (made.has(path)) return;
    made.add(path);
    if (path !== '.') await makeFolder(dirname(path));
    await mkdir(exactJoin(folder, path), { recursive: path === '.' });
    await chmod(exactJoin(folder, path), folderMode);
  };
  await makeFolder('.');
  for (const { path, bytes } of source.files.values()) {
    await makeFolder(dirname(path));
    const file = await open(exactJoin(folder, path), 'wx', fileMode);
    try {
      await file.writeFile(bytes);
      await file.chmod(fileMode);
    } finally {
      await file.close();
    }
  }
}
