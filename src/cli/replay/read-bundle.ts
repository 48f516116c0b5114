import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { NotPlainError, readPlain } from '../../files/open-plain.ts';
import { parseRecord, readRecord, unreadable } from '../../files/read-record.ts';
import {
  bundleFiles,
  bundleShape,
  mostRecordBytes,
  type ReplayBundle,
} from '../../jobs/replay/replay-bundle.ts';
import { inertLine } from '../../text/inert-text.ts';
import { sentence } from '../kept/find-kept-job.ts';
import { UsageError } from '../usage-error.ts';

/** A bundle that may come from anybody: a number, bytes, limits and parameters, and what somebody says of a failure. */
export interface ForeignBundle {
  readonly bundle: ReplayBundle;
  readonly bytes: Buffer;
}

/** Headers and padding of the few members that a bundle has, and the log, in bytes. */
const mostBesideBytes = 4 * 1024 * 1024;
const known: readonly string[] = Object.values(bundleFiles);

/**
 * Reads a bundle that was fetched from a chief, as the tar that it came as or unpacked. Only its record and the
 * fragment are read: plain files, of bounded size, each once. Throws UsageError for whatever is none.
 */
export async function readForeignBundle(path: string, mostFragmentBytes: number): Promise<ForeignBundle> {
  const stats = await stat(path);
  if (stats.isDirectory()) return readFolder(path, mostFragmentBytes);
  if (!stats.isFile()) throw noBundle(path, 'it is neither a folder nor a tar');
  if (stats.size > mostFragmentBytes + mostRecordBytes + mostBesideBytes)
    throw noBundle(path, `it is larger than a fragment of the limit fragmentBytes would make it`);
  const members = await readMembers(path, mostFragmentBytes);
  const record = members.get(bundleFiles.record);
  const bytes = members.get(bundleFiles.fragment);
  if (record === undefined || bytes === undefined)
    throw noBundle(path, `it lacks ${record === undefined ? bundleFiles.record : bundleFiles.fragment}`);
  const read = parseRecord<ReplayBundle>(record, join(path, bundleFiles.record), bundleShape);
  if (read.kind !== 'read') throw new UsageError(sentence((read as { problem: string }).problem));
  return { bundle: read.value, bytes };
}

async function readFolder(folder: string, mostFragmentBytes: number): Promise<ForeignBundle> {
  const record = join(folder, bundleFiles.record);
  const read = await readRecord<ReplayBundle>(record, bundleShape, mostRecordBytes, { anyOwner: true });
  if (read.kind === 'missing') throw noBundle(folder, `it lacks ${bundleFiles.record}`);
  if (read.kind === 'unreadable') throw new UsageError(sentence(read.problem));
  const fragment = join(folder, bundleFiles.fragment);
  try {
    return { bundle: read.value, bytes: await readPlain(fragment, mostFragmentBytes, { anyOwner: true }) };
  } catch (error) {
    if (error instanceof NotPlainError) throw new UsageError(sentence(unreadable(fragment, error.message)));
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw noBundle(folder, `it lacks ${bundleFiles.fragment}`);
    throw error;
  }
}

/** The members that count, by their names. */
async function readMembers(path: string, mostFragmentBytes: number): Promise<ReadonlyMap<string, Buffer>> {
  const members = new Map<string, Buffer>();
  const most: Readonly<Record<string, number>> = {
    [bundleFiles.record]: mostRecordBytes,
    [bundleFiles.fragment]: mostFragmentBytes,
  };
  const tar = extract();
  const read = async () => {
    for await (const entry of tar) {
      const { name, type, size = 0 } = entry.header;
      const shown = inertLine(name.slice(0, 64));
      if (!known.includes(name)) throw noBundle(path, `it has a member "${shown}" that no bundle has`);
      if (type !== 'file') throw noBundle(path, `its member ${shown} is no plain file`);
      if (members.has(name)) throw noBundle(path, `it has ${shown} twice`);
      if (size > (most[name] ?? mostBesideBytes)) throw noBundle(path, `its member ${shown} is too large`);
      const parts: Buffer[] = [];
      for await (const part of entry) if (name in most) parts.push(part as Buffer);
      members.set(name, Buffer.concat(parts));
    }
  };
  try {
    await Promise.all([read(), pipeline(createReadStream(path), tar as unknown as Writable)]);
    return members;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw noBundle(path, 'it is no tar that can be read to its end');
  }
}

function noBundle(path: string, why: string): UsageError {
  return new UsageError(`${inertLine(path)} is no replay bundle: ${why}.`);
}
