import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What a process holds open, and what it has mapped. */
const held: readonly string[] = ['fd', 'map_files'];

/**
 * Bytes of files on a device that have no name any more and are still held by processes of these users, by user: no
 * walk through folders sees them. What cannot be looked into, as by a process that is not root, does not count.
 */
export async function unlinkedBytes(
  device: number,
  users: ReadonlySet<number>,
  proc = '/proc',
): Promise<ReadonlyMap<number, number>> {
  const found = new Map<number, Map<number, number>>();
  for (const name of await readdir(proc).catch(() => [])) {
    if (!/^\d+$/.test(name)) continue;
    const user = await stat(join(proc, name)).then(
      ({ uid }) => uid,
      () => null,
    );
    if (user === null || !users.has(user)) continue;
    // A file may be held often, and by several processes.
    const files = found.get(user) ?? new Map<number, number>();
    found.set(user, files);
    for (const folder of held) await addFiles(files, join(proc, name, folder), device);
  }
  return new Map(
    [...found].map(([user, files]) => [user, [...files.values()].reduce((sum, bytes) => sum + bytes, 0)]),
  );
}

async function addFiles(files: Map<number, number>, folder: string, device: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const file = await stat(join(folder, name)).catch(() => null);
    if (file?.isFile() === true && file.dev === device && file.nlink === 0)
      files.set(file.ino, file.blocks * 512);
  }
}
