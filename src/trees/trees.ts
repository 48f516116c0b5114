import { lstat, opendir, rmdir, unlink } from 'node:fs/promises';
import { exactPath } from '../text/byte-names.ts';
import { type DataLook, lookAt } from './data-look.ts';
import { mostResults } from './folder-usage.ts';
import { hasThread, inThread } from './in-thread.ts';
import { isLittle, littleBytes } from './is-little.ts';
import type { Packed } from './pack-results.ts';
import { type TaskArguments, type TaskResult, type TreeTask, treeTasks } from './tree-tasks.ts';

/**
 * Bytes of few files that are removed sooner than a thread begins, some 0.1 s: nobody reads them, the system gives up
 * their pages.
 */
const soonRemovedBytes = 256 * 1024 * 1024;

/** {@link packFolder} in a thread. */
export function packResults(
  path: string,
  tarPath: string,
  mostBytes: number,
  signal: AbortSignal,
): Promise<Packed> {
  return done('packFolder', [path, tarPath, mostBytes], signal);
}

/** {@link digestFolder} in a thread. */
export function digestOfTar(path: string): Promise<TaskResult<'digestFolder'>> {
  return done('digestFolder', [path]);
}

/** Space that a folder takes, in bytes, as {@link measureUsage} counts it, until there is `enough`. */
export async function folderUsage(path: string, enough: number): Promise<number> {
  return (await done('measureUsage', [path, enough, Number.POSITIVE_INFINITY])).bytes;
}

/** {@link folderUsage} of a results folder: infinite where folders are nested too deep or hold too many entries. */
export async function resultsUsage(path: string, enough: number, most = mostResults): Promise<number> {
  const { bytes, entries, tooDeep } = await done('measureUsage', [path, enough, most]);
  return tooDeep || entries > most ? Number.POSITIVE_INFINITY : bytes;
}

/** {@link lookAt}, of a folder in a thread. Of a file it is a single call of the system, for which none is begun. */
export async function lookAtData(
  path: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<DataLook> {
  signal.throwIfAborted();
  const isFolder = (await lstat(exactPath(path))).isDirectory();
  return isFolder ? inThread('lookAt', [path], signal) : lookAt(path, signal);
}

/** {@link removeAll} in a thread, where there is more than one file or an empty folder. */
export async function removeTree(path: string | Buffer): Promise<void> {
  const { code } = await failureOf(rmdir(path));
  if (code === null || code === 'ENOENT') return;
  if (code === 'ENOTDIR' && (await failureOf(unlink(path))).code === null) return;
  await done('removeAll', [path]);
}

/** {@link emptyAll} in a thread, unless there is nothing. */
export async function emptyTree(path: string | Buffer): Promise<void> {
  if (!(await isEmpty(path))) await done('emptyAll', [path]);
}

/**
 * Does it in a thread; in this one where that takes less time than to begin one, in a process that has none. A chief
 * that serves has one from the beginning, so that it never waits for a disk itself.
 */
function done<Task extends TreeTask>(
  task: Task,
  values: TaskArguments<Task>,
  signal = new AbortController().signal,
): Promise<TaskResult<Task>> {
  const removes = task === 'removeAll' || task === 'emptyAll';
  const mostBytes = removes ? soonRemovedBytes : littleBytes;
  if (hasThread() || !isLittle(values[0] as string | Buffer, mostBytes))
    return inThread(task, values, signal);
  const here = treeTasks[task] as (...all: readonly unknown[]) => Promise<TaskResult<Task>>;
  return here(...values, signal);
}

async function failureOf(act: Promise<void>): Promise<{ readonly code: string | null }> {
  try {
    await act;
    return { code: null };
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code ?? '' };
  }
}

async function isEmpty(path: string | Buffer): Promise<boolean> {
  if (!(await lstat(path)).isDirectory()) return false;
  for await (const _ of await opendir(path, { bufferSize: 1 })) return false;
  return true;
}
