import { stat } from 'node:fs/promises';

/** Whether two folders are on one file system, as far as can be told: where it cannot, they may be. */
export async function mayShareDisk(folder: string, other: string | null): Promise<boolean> {
  if (other === null) return true;
  try {
    const [one, two] = await Promise.all([stat(folder), stat(other)]);
    return one.dev === two.dev;
  } catch {
    return true;
  }
}
