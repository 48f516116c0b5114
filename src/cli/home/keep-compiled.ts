import { lstatSync } from 'node:fs';
import nodeModule from 'node:module';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { makeFoldersSync } from '../../files/make-folders.ts';
import { ownVersion } from '../../host/own-version.ts';

const writableByOthers = 0o022;
const sticky = 0o1000;

/** Of Node 22 and later. */
interface CompileCache {
  readonly enableCompileCache?: (folder: string) => unknown;
}

/**
 * Has Node keep what it makes of this program's modules, where it can, so that the next command begins sooner: in
 * `butcher` under `XDG_CACHE_HOME`, or `~/.cache`. What is kept there is run: so nothing is where anybody else could
 * have put it there. Returns the folder, or null where nothing is kept.
 */
export function keepCompiled(
  env: Readonly<Record<string, string | undefined>>,
  { enableCompileCache }: CompileCache = nodeModule as unknown as CompileCache,
): string | null {
  // Who has named a folder to Node has one already.
  if (enableCompileCache === undefined || env.NODE_COMPILE_CACHE) return null;
  try {
    const caches = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache');
    if (!isAbsolute(caches)) return null;
    const folder = join(caches, 'butcher', `compiled-${ownVersion()}`);
    makeFoldersSync(folder, 0o700);
    if (!isOnlyOurs(folder)) return null;
    enableCompileCache(folder);
    return folder;
  } catch {
    // Without a home, or on a disk that is full, commands only begin a little later.
    return null;
  }
}

/** Whether nobody but this user and root can put anything into the folder, or another folder in its place. */
function isOnlyOurs(folder: string): boolean {
  const own = process.geteuid?.();
  if (own === undefined) return false;
  for (let path = folder; ; path = dirname(path)) {
    const { uid, mode, isLink } = lookAt(path);
    // The folders that we make are ours; one above may be root's, or open to all as long as they cannot rename ours.
    const isMade = path === folder || path === dirname(folder);
    if (isLink || (uid !== own && (isMade || uid !== 0))) return false;
    if ((mode & writableByOthers) !== 0 && (isMade || (mode & sticky) === 0)) return false;
    if (path === dirname(path)) return true;
  }
}

function lookAt(path: string) {
  const stats = lstatSync(path);
  return { uid: stats.uid, mode: stats.mode, isLink: stats.isSymbolicLink() };
}
