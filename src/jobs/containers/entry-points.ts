import { posix } from 'node:path';
import type { LoadMessage, Role } from '../../bridge/messages.ts';
import { type EntryRole, entryFiles, entryNames, type PackageLayout } from '../../model/package-source.ts';

const entryRoles: Readonly<Record<Role, EntryRole>> = {
  splitter: 'splitter',
  worker: 'processor',
  merger: 'merger',
};

/** What each role loads: the entry file, the names its function may have, and where its imports are looked for. */
export function entryPoint(
  role: Role,
  layout: PackageLayout,
  packagePath: string,
): Pick<LoadMessage, 'entryFile' | 'entryNames' | 'importFolders'> {
  const entryFile = entryFiles[layout][entryRoles[role]];
  const own = posix.join(packagePath, posix.dirname(entryFile));
  const importFolders =
    own === packagePath || own === `${packagePath}/.` ? [packagePath] : [own, packagePath];
  return { entryFile, entryNames: [...entryNames[entryRoles[role]]], importFolders };
}
