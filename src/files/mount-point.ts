import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Whether something is mounted at the path, links in it resolved: then nothing can be renamed to there. A bind mount of
 * the same disk is told from a plain folder only by the list that Linux has; elsewhere the device tells.
 */
export async function isMountPoint(path: string): Promise<boolean> {
  const list = await readFile('/proc/self/mountinfo', 'utf8').catch(() => null);
  if (list !== null) return mountPointsIn(list).has(path);
  const [own, above] = await Promise.all([stat(path), stat(dirname(path))]);
  return own.dev !== above.dev;
}

/** Of a list as in proc_pid_mountinfo(5), where spaces and the like in names are octal. */
export function mountPointsIn(list: string): ReadonlySet<string> {
  const places = list.split('\n').flatMap((line) => line.split(' ')[4] ?? []);
  return new Set(
    places.map((place) =>
      place.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
    ),
  );
}
