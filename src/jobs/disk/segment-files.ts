import { closeSync, constants, fstatSync, openSync, read, readSync } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import type { SegmentRange } from '../../bridge/payload.ts';
import { makeFolders } from '../../files/make-folders.ts';
import { emptyTree, removeTree } from '../../trees/trees.ts';

export type SegmentKind = 'fragments' | 'results';
const kinds: readonly SegmentKind[] = ['fragments', 'results'];

const resultsName = /^results-[1-9]\d{0,14}$/;

const readAt = promisify(read);

/** Folder of the segments of a kind, below a job's folder. */
export function segmentFolder(jobFolder: string, kind: SegmentKind): string {
  return join(jobFolder, 'segments', kind);
}

/** Makes the folders of all segments; what is there stays. */
export async function makeSegmentFolders(jobFolder: string): Promise<void> {
  for (const kind of kinds) await makeFolders(segmentFolder(jobFolder, kind), 0o711);
}

/**
 * The segment files of a job. User code gets a file itself and not its folder, so it can make, move and replace none.
 * The chief opens each once, when it first reads in it, without following links and only if it is a regular file.
 */
export class SegmentFiles {
  readonly #paths = new Map<string, string>();
  readonly #descriptors = new Map<string, number>();
  readonly #reading = new Set<Promise<Buffer>>();
  #made = 0;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Takes over the result segments that an earlier run of the job left, those in `wanted` where it is given, and
   * removes all others.
   */
  static async open(jobFolder: string, wanted?: ReadonlySet<string>): Promise<SegmentFiles> {
    const files = new SegmentFiles(jobFolder);
    await makeSegmentFolders(jobFolder);
    const [fragments, results] = [segmentFolder(jobFolder, 'fragments'), segmentFolder(jobFolder, 'results')];
    await emptyTree(fragments);
    for (const name of await readdir(results)) {
      // Nothing else is ever made there.
      if (!resultsName.test(name)) continue;
      if (wanted?.has(name) === false) await removeTree(join(results, name));
      else files.#paths.set(name, join(results, name));
      files.#made = Math.max(files.#made, Number(name.split('-')[1]));
    }
    return files;
  }

  /** Makes an empty segment with a name that no other of the job has had. */
  async create(kind: SegmentKind): Promise<{ readonly name: string; readonly path: string }> {
    this.#made += 1;
    const name = `${kind}-${this.#made}`;
    const path = join(segmentFolder(this.#folder, kind), name);
    await (await open(path, 'wx', 0o600)).close();
    this.#paths.set(name, path);
    return { name, path };
  }

  has(name: string): boolean {
    return this.#paths.has(name);
  }

  /** Whether there is a segment of that name, plain and at least so long. */
  async holds({ segment, offset, length }: SegmentRange): Promise<boolean> {
    const path = this.#paths.get(segment);
    if (path === undefined) return false;
    const stats = await lstat(path).catch(() => null);
    return stats?.isFile() === true && offset + length <= stats.size;
  }

  /** Bytes of a range; fewer where the file ends before it. */
  async read(range: SegmentRange): Promise<Buffer> {
    const reading = this.#read(range);
    this.#reading.add(reading);
    try {
      return await reading;
    } finally {
      this.#reading.delete(reading);
    }
  }

  async #read({ segment, offset, length }: SegmentRange): Promise<Buffer> {
    const descriptor = this.#descriptorOf(segment);
    const buffer = Buffer.allocUnsafeSlow(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await readAt(descriptor, buffer, filled, length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }

  /** CRC-32 of a range. Synchronous: for the one batch of a resumed job that lies across its last checkpoint. */
  crcOf({ segment, offset, length }: SegmentRange): number {
    const descriptor = this.#descriptorOf(segment);
    const buffer = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const count = readSync(descriptor, buffer, filled, length - filled, offset + filled);
      if (count === 0) break;
      filled += count;
    }
    return crc32(buffer.subarray(0, filled));
  }

  /** Bytes that the files of each kind take on disk. */
  async usage(): Promise<Readonly<Record<SegmentKind, number>>> {
    const usage = { fragments: 0, results: 0 };
    await Promise.all(
      [...this.#paths].map(async ([name, path]) => {
        const { blocks } = await lstat(path);
        usage[name.startsWith('results-') ? 'results' : 'fragments'] += blocks * 512;
      }),
    );
    return usage;
  }

  /** Waits for what is being read; nothing may be asked for afterwards. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#reading);
    for (const descriptor of this.#descriptors.values()) closeSync(descriptor);
    this.#descriptors.clear();
  }

  #descriptorOf(name: string): number {
    const known = this.#descriptors.get(name);
    if (known !== undefined) return known;
    const path = this.#paths.get(name);
    if (path === undefined) throw new Error(`there is no segment ${name}`);
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    this.#descriptors.set(name, descriptor);
    if (!fstatSync(descriptor).isFile()) throw new Error(`${path} is no regular file`);
    return descriptor;
  }
}
