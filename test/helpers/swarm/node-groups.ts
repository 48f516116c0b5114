import { mkdir, readdir, readFile, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const root = '/sys/fs/cgroup';
const periodUs = 100_000;
const removalTries = 40;
const removalPauseMs = 50;

/** Processes in the control groups of this name and below, whatever their namespaces. */
export async function processesOfGroups(name: string): Promise<number[]> {
  const lists = await Promise.all(
    (await groupsOf(name)).map((path) => readFile(join(path, 'cgroup.procs'), 'utf8').catch(() => '')),
  );
  return [...new Set(lists.join('\n').split('\n'))].filter(Boolean).map(Number);
}

/** Gives all processes of the groups together so much of a processor at most; 1 is one of them, null takes it back. */
export async function limitGroups(name: string, cpus: number | null): Promise<void> {
  const quotaUs = cpus === null ? null : Math.round(cpus * periodUs);
  const isV2 = await isFolder(join(root, 'cgroup.controllers'), 'file');
  const path = join(root, isV2 ? '' : 'cpu', name);
  await mkdir(path, { recursive: true });
  if (isV2) await writeFile(join(path, 'cpu.max'), `${quotaUs ?? 'max'} ${periodUs}`);
  else {
    await writeFile(join(path, 'cpu.cfs_period_us'), String(periodUs));
    await writeFile(join(path, 'cpu.cfs_quota_us'), String(quotaUs ?? -1));
  }
}

/** Removes the groups, whose processes have been ended. */
export async function removeGroups(name: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    for (const path of await groupsOf(name)) await rmdir(path).catch(() => {});
    if (tries === removalTries || (await groupsOf(name)).length === 0) return;
    await delay(removalPauseMs);
  }
}

/** Innermost first. */
async function groupsOf(name: string): Promise<string[]> {
  const roots = [root, ...(await readdir(root)).map((controller) => join(root, controller))];
  const found: string[] = [];
  for (const each of roots) {
    const path = join(each, name);
    if (!(await isFolder(path))) continue;
    const below = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
    const folders = below.filter((entry) => entry.isDirectory());
    found.push(path, ...folders.map((entry) => join(entry.parentPath, entry.name)));
  }
  return found.sort((left, right) => right.length - left.length);
}

async function isFolder(path: string, kind: 'folder' | 'file' = 'folder'): Promise<boolean> {
  const there = await stat(path).catch(() => null);
  if (there === null) return false;
  return kind === 'folder' ? there.isDirectory() : there.isFile();
}
