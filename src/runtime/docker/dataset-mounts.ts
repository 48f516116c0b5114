import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { exactRealpath } from '../../files/exact-realpath.ts';
import { setMode } from '../../files/own-mode.ts';
import { exactJoin, exactPath } from '../../text/byte-names.ts';
import { copyForAll } from '../copy-for-all.ts';
import type { JobPlaceSpec, PlacedDataset } from '../runtime.ts';
import type { SandboxMount } from './container-options.ts';
import type { JobUser } from './job-user.ts';
import { datasetPath, namelessDatasetPath } from './sandbox-paths.ts';

/** Where a job's dataset is on the host, and what shows it to user code under its name. */
export interface DatasetMounts {
  /** The file or folder on the host that the job's user may read. */
  readonly source: string;
  /** The path that user code gets. */
  readonly path: string;
  readonly mounts: readonly SandboxMount[];
}

/**
 * What every engine can be told in a request: some take mounts apart at commas, quotation marks and colons, and none
 * can be told of bytes that are not UTF-8.
 */
const plainPath = /^[^\p{C}\p{Zl}\p{Zp},":\\]*$/u;

/** The dataset under its name, or an empty folder where there is none. */
export async function datasetMounts(spec: JobPlaceSpec, user: JobUser): Promise<DatasetMounts> {
  const { dataset, folders, jobName } = spec;
  const path = datasetPath(jobName, dataset);
  if (dataset === null) {
    const source = await emptyFolder(join(folders.scratch, 'no-data'));
    return { source, path, mounts: [{ source, target: path }] };
  }
  const source = await readablePath(dataset, user, join(folders.scratch, 'data'));
  const mounted = plainPath.test(source) ? source : await linkTo(source, join(folders.scratch, 'dataset'));
  if (plainPath.test(path)) return { source, path, mounts: [{ source: mounted, target: path }] };
  // The data folder of the sandbox holds nothing but a link of that name.
  const names = await emptyFolder(join(folders.scratch, 'names'));
  await linkTo(namelessDatasetPath, join(names, dataset.name));
  return {
    source,
    path,
    mounts: [
      { source: mounted, target: namelessDatasetPath },
      { source: names, target: datasetPath(jobName, null) },
    ],
  };
}

/** The chief's own user reads what the chief reads; others may need a copy. */
export async function readablePath(
  { path, isReadableByAll }: Pick<PlacedDataset, 'path' | 'isReadableByAll'>,
  user: JobUser,
  copyPath: string,
): Promise<string> {
  const real = await exactRealpath(path);
  if (user.access === 'own' || isReadableByAll) return real;
  await copyForAll(real, copyPath);
  return copyPath;
}

async function emptyFolder(path: string): Promise<string> {
  await mkdir(path);
  // Whatever the chief's umask is.
  await setMode(path, 0o755);
  return path;
}

async function linkTo(target: string, path: string): Promise<string> {
  await symlink(exactPath(target), exactJoin(path));
  return path;
}
