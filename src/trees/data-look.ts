import { createHash } from 'node:crypto';
import { type BigIntStats, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { bytesOfName, exactPath, nameOfBytes } from '../text/byte-names.ts';
import { Pace } from './pace.ts';

/** What a job has to know of its data before it runs. Nothing of the content was read. */
export interface DataLook {
  /** Over the path, size and modification time of every file, in hex. */
  readonly fingerprint: string;
  /** Everybody may read every file, and look into every folder. */
  readonly isReadableByAll: boolean;
  /** Of all files together, as they say. */
  readonly bytes: number;
  /** Links to what is not in the folder: nothing is there in a sandbox, which sees the folder under another path. */
  readonly linksOut: { readonly count: number; readonly first: string | null };
}

const readable = 0o004n;
const enterable = 0o005n;
/** Characters of which many small pieces are made one. */
const hashedAtOnce = 16 * 1024;

/** Looks at a file, or at everything in a folder, once. Links are not followed. Throws the system's own errors. */
export async function lookAt(path: string, signal: AbortSignal): Promise<DataLook> {
  const hash = createHash('sha256');
  const pace = new Pace(signal);
  let isReadableByAll = true;
  let bytes = 0;
  let lines = '';
  let count = 0;
  let first: string | null = null;
  const waiting = [''];
  for (let relative = waiting.pop(); relative !== undefined; relative = waiting.pop()) {
    if (pace.isOver) await pace.rest();
    const full = relative === '' ? path : `${path}/${relative}`;
    const stats = lstatSync(exactPath(full), { bigint: true });
    isReadableByAll &&= mayBeRead(stats);
    if (stats.isDirectory()) {
      const names = readdirSync(exactPath(full), { encoding: 'buffer' }).map(nameOfBytes);
      for (const name of names.sort().reverse()) waiting.push(relative === '' ? name : `${relative}/${name}`);
    } else if (relative !== '' && stats.isSymbolicLink() && leadsOut(relative, full)) {
      count += 1;
      first ??= relative;
    }
    if (stats.isFile()) bytes += Number(stats.size);
    if (!stats.isDirectory()) lines += `${relative}\0${stats.size}\0${stats.mtimeNs}\n`;
    if (lines.length > hashedAtOnce || waiting.length === 0) {
      hash.update(bytesOfName(lines));
      lines = '';
    }
  }
  return { fingerprint: hash.digest('hex'), isReadableByAll, bytes, linksOut: { count, first } };
}

function leadsOut(relative: string, full: string): boolean {
  const target = nameOfBytes(readlinkSync(exactPath(full), { encoding: 'buffer' }));
  const end = join(dirname(relative), target);
  return isAbsolute(target) || end === '..' || end.startsWith('../');
}

/** What is neither file nor folder is nobody's to read. */
function mayBeRead(stats: BigIntStats): boolean {
  if (stats.isDirectory()) return (stats.mode & enterable) === enterable;
  return !stats.isFile() || (stats.mode & readable) !== 0n;
}
