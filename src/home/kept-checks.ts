import { lstat, readdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolders } from '../files/make-folders.ts';
import { readPlain } from '../files/open-plain.ts';
import { parseRecord } from '../files/read-record.ts';
import { writeDurably } from '../files/write-durably.ts';
import type { CheckReport } from '../model/finding.ts';
import { validateKeptCheck } from './generated/validate-kept-check.ts';

/** A report that a package passed with, as it is kept. */
interface KeptCheck {
  readonly version: 1;
  /** Of the package, the options and the checker; also the file's name. */
  readonly key: string;
  readonly report: CheckReport;
}

const folderName = 'checks';
/** Of one report, which has warnings at most. */
const mostBytes = 128 * 1024;
/** So many are kept; those that were not asked for longest go. */
const mostKept = 128;
const keptDays = 30;

/**
 * The report that a check with that key came to earlier, where the package passed; null where there is none that can be
 * trusted: of the right shape, for this key, and without an error.
 */
export async function keptCheck(home: string, key: string): Promise<CheckReport | null> {
  const path = pathOf(home, key);
  try {
    const read = parseRecord<KeptCheck>(await readPlain(path, mostBytes), path, shape);
    if (read.kind !== 'read' || read.value.key !== key) return null;
    const { report } = read.value;
    if (report.warnings !== report.findings.length) return null;
    const now = new Date();
    await utimes(path, now, now);
    return report;
  } catch {
    // What cannot be read is checked.
    return null;
  }
}

/** Keeps the report of a package that passed, and lets go of what is too old or too much. Never rejects. */
export async function keepCheck(home: string, key: string, report: CheckReport): Promise<void> {
  const folder = join(home, folderName);
  const record: KeptCheck = { version: 1, key, report };
  const text = JSON.stringify(record);
  if (!validateKeptCheck(record) || report.refused || Buffer.byteLength(text) > mostBytes) return;
  try {
    await makeFolders(folder, 0o700);
    await writeDurably(pathOf(home, key), text);
    await sweep(folder);
  } catch {
    // On a full disk, say, the next run checks once more.
  }
}

function pathOf(home: string, key: string): string {
  return join(home, folderName, `${key}.json`);
}

function shape(value: unknown): string | null {
  return validateKeptCheck(value) ? null : 'it is no report of a check';
}

async function sweep(folder: string): Promise<void> {
  const found: { readonly path: string; readonly usedAtMs: number }[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const stats = await lstat(path).catch(() => null);
    if (stats?.isDirectory() === false) found.push({ path, usedAtMs: stats.mtimeMs });
  }
  const oldest = Date.now() - keptDays * 86_400_000;
  found.sort((one, other) => other.usedAtMs - one.usedAtMs);
  for (const [index, { path, usedAtMs }] of found.entries())
    if (index >= mostKept || usedAtMs < oldest) await rm(path, { force: true });
}
