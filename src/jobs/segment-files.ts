import { constants, readSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { SegmentRange } from '../bridge/payload.ts';

export type SegmentKind = 'fragments' | 'results';

/** Folder of the segments of a kind, below a job's folder. */
export function segmentFolder(jobFolder: string, kind: SegmentKind): string {
  return join(jobFolder, 'segments', kind);
}

/**
 * The segment files of a job. The chief makes each of them, keeps it open, and never opens it by name again while user
 * code can write it; user code gets the file itself and not its folder, so it can make no others.
 */
export class SegmentFiles {
  private readonly handles = new Map<string, FileHandle>();
  private made = 0;

  private constructor(private readonly folder: string) {}

  /** Takes over the result segments that an earlier run of the job left. */
  static async open(jobFolder: string): Promise<SegmentFiles> {
    const files = new SegmentFiles(jobFolder);
    for (const kind of ['fragments', 'results'] as const) {
      await mkdir(segmentFolder(jobFolder, kind), { recursive: true, mode: 0o711 });
    }
    for (const name of await readdir(segmentFolder(jobFolder, 'results'))) {
      const path = join(segmentFolder(jobFolder, 'results'), name);
      const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      files.handles.set(name, handle);
      files.made = Math.max(files.made, Number(name.split('-')[1]));
      if (!(await handle.stat()).isFile()) throw new Error(`${path} is no regular file`);
    }
    return files;
  }

  /** Makes an empty segment with a name that no other of the job has had. */
  async create(kind: SegmentKind): Promise<{ readonly name: string; readonly path: string }> {
    this.made += 1;
    const name = `${kind}-${this.made}`;
    const path = join(segmentFolder(this.folder, kind), name);
    this.handles.set(name, await open(path, 'wx+', 0o600));
    return { name, path };
  }

  has(name: string): boolean {
    return this.handles.has(name);
  }

  /** Bytes of a range; fewer where the file ends before it. */
  async read({ segment, offset, length }: SegmentRange): Promise<Buffer> {
    const buffer = Buffer.allocUnsafeSlow(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.handle(segment).read(buffer, filled, length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }

  /** CRC-32 of a range. Synchronous: for the one batch of a resumed job that lies across its last checkpoint. */
  crcOf({ segment, offset, length }: SegmentRange): number {
    const buffer = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const count = readSync(this.handle(segment).fd, buffer, filled, length - filled, offset + filled);
      if (count === 0) break;
      filled += count;
    }
    return crc32(buffer.subarray(0, filled));
  }

  /** Bytes that the files take on disk. */
  async usage(): Promise<number> {
    const stats = await Promise.all([...this.handles.values()].map((handle) => handle.stat()));
    return stats.reduce((total, { blocks }) => total + blocks * 512, 0);
  }

  async close(): Promise<void> {
    await Promise.all([...this.handles.values()].map((handle) => handle.close()));
  }

  private handle(name: string): FileHandle {
    const handle = this.handles.get(name);
    if (handle === undefined) throw new Error(`there is no segment ${name}`);
    return handle;
  }
}
