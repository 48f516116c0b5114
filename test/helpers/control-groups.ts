import { readdir, rmdir } from 'node:fs/promises';

const root = '/sys/fs/cgroup';

/** Removes an empty control group that a test had the engine make, below every controller. */
export async function removeControlGroups(name: string): Promise<void> {
  const folders = [
    root,
    ...(await readdir(root).catch(() => [])).map((controller) => `${root}/${controller}`),
  ];
  for (const folder of folders) await rmdir(`${folder}/${name}`).catch(() => {});
}
