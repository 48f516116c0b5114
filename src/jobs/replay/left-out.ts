import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openPlain } from '../../files/open-plain.ts';
import { type FragmentLeftOut, mostLeftOut } from '../../model/job-report.ts';
import { shownBytes } from '../../text/shown-bytes.ts';
import { bundleFiles, readReplayBundle } from './replay-bundle.ts';

/** Read of a fragment: each byte is shown as one character at least. */
const headBytes = 48;
/** Of a failure: a report names several. */
const mostMessageCharacters = 500;

/**
 * The first fragments that a job goes without, by their numbers, from its replay bundles, which an earlier run of it
 * may have kept. Of one that has none, since there was no space, nothing is known.
 */
export async function leftOut(jobFolder: string): Promise<readonly FragmentLeftOut[]> {
  const folder = join(jobFolder, 'bundles');
  const names = await readdir(folder).catch(() => []);
  const numbers = names.map(Number).filter((number) => Number.isSafeInteger(number) && number > 0);
  const first: FragmentLeftOut[] = [];
  for (const number of numbers.sort((a, b) => a - b)) {
    if (first.length === mostLeftOut) break;
    const path = join(folder, String(number));
    const read = await readReplayBundle(path).catch(() => null);
    if (read?.kind !== 'read') continue;
    const { code, message, file, line } = read.value.failure;
    const begins = await beginning(path);
    first.push({ fragment: number, code, message: shortened(message), file, line, begins });
  }
  return first;
}

function shortened(text: string): string {
  return text.length > mostMessageCharacters ? `${text.slice(0, mostMessageCharacters)}…` : text;
}

async function beginning(path: string): Promise<string | null> {
  const file = await openPlain(join(path, bundleFiles.fragment)).catch(() => null);
  if (file === null) return null;
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return shownBytes(buffer.subarray(0, bytesRead), size, headBytes);
  } finally {
    await file.close();
  }
}
