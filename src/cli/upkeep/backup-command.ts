import { createWriteStream } from 'node:fs';
import { access, copyFile, link, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { contentName, datasetsFolder, packagesFolder } from '../../chief/content/content-paths.ts';
import { composeStoreBackup, openStore } from '../../compose.ts';
import { makeFolders } from '../../files/make-folders.ts';
import { jobFolder } from '../../home/job-folders.ts';
import { ownVersion } from '../../host/own-version.ts';
import { systemClock } from '../../model/clock.ts';
import { endedStates } from '../../store/jobs.ts';
import type { Store } from '../../store/store.ts';
import { formatBytes } from '../../text/format-quantity.ts';
import { inertLine } from '../../text/inert-text.ts';
import { linkTree } from '../../trees/link-tree.ts';
import { removeTree } from '../../trees/trees.ts';
import type { CliIo } from '../cli-io.ts';
import { ownConfig } from '../home/own-config.ts';
import { checkFolderForNew } from '../run/folder-for-new.ts';
import { systemReason } from '../system-reason.ts';
import { UsageError } from '../usage-error.ts';
import { backupFormat, digestsFile, manifestFile, storeFile } from './backup-format.ts';
import { backupTar } from './backup-tar.ts';

/**
 * Writes a backup. The store is copied first, as it is at one moment; then what it knows of is linked into a folder
 * beside, so that nothing that is deleted meanwhile is missing; and that folder becomes the tar.
 */
export async function backupCommand(given: string, io: CliIo): Promise<void> {
  const { home } = await ownConfig(io);
  const file = resolve(io.cwd, given);
  if (await isThere(file)) throw new UsageError(`${inertLine(file)} is there already; name another file.`);
  if (!(await isThere(join(home, storeFile))))
    throw new UsageError(`No chief has served the home ${inertLine(home)}; there is nothing to back up.`);
  await checkFolderForNew(file);
  const own = join(home, `.backup-${process.pid}`);
  const staging = join(own, 'tar');
  const part = `${file}.part`;
  try {
    await removeTree(own);
    await makeFolders(staging, 0o700);
    await composeStoreBackup(home, join(staging, storeFile));
    // Another copy is looked into: SQLite has files of its own beside one that is open, and writes to it.
    await copyFile(join(staging, storeFile), join(own, storeFile));
    const store = await openStore(join(own, storeFile));
    const missing = await linkContent(home, staging, store).finally(() => store.close());
    const manifest = { format: backupFormat, version: ownVersion(), createdAtMs: systemClock.wallTimeMs() };
    await writeFile(join(staging, manifestFile), `${JSON.stringify(manifest)}\n`);
    await makeFolders(dirname(file)).catch((error) => unwritable(file, error));
    await rm(part, { force: true });
    const output = createWriteStream(part, { flags: 'wx', mode: 0o600 });
    await pipeline(backupTar(staging, join(own, digestsFile)), output).catch((error) =>
      unwritable(file, error),
    );
    await sync(part);
    // Unlike a rename this never replaces what somebody has put there meanwhile.
    await link(part, file).catch(() => rename(part, file));
    await rm(part, { force: true });
    await sync(dirname(file));
    const { size } = await stat(file);
    io.stdout.write(`${inertLine(file)}  ${formatBytes(size)}\n`);
    if (missing > 0)
      io.stderr.write(
        `${missing} things that the store knows have no content; the log of serve names them\n`,
      );
  } finally {
    await removeTree(own);
    await rm(part, { force: true });
  }
}

/** Returns how many things of the store have no content. */
async function linkContent(home: string, staging: string, store: Store): Promise<number> {
  let missing = 0;
  for (const [folderOf, digests] of [
    [packagesFolder, await store.packages.digests()],
    [datasetsFolder, await store.datasets.digests()],
  ] as const)
    for (const digest of digests) {
      const name = contentName(digest);
      if (!(await linkTree(join(folderOf(home), name), join(folderOf(staging), name)))) missing += 1;
    }
  for (const { id } of await store.jobs.inStates(endedStates))
    await linkTree(jobFolder(home, id), jobFolder(staging, id));
  return missing;
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function unwritable(file: string, error: NodeJS.ErrnoException): never {
  if (error.syscall === undefined) throw error;
  throw new UsageError(
    `${inertLine(file)} cannot be written: ${systemReason(error)}. Nothing was kept of it.`,
  );
}
