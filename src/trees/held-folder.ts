import {
  closeSync,
  constants,
  type Dir,
  type Dirent,
  fchmodSync,
  fstatSync,
  lstatSync,
  opendirSync,
  openSync,
  renameSync,
  rmdirSync,
  type Stats,
  unlinkSync,
} from 'node:fs';
import { platform } from 'node:process';

const folderFlags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
const fileFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Entries that are read in one step: what a step costs does not grow with the folder. */
const entriesAtOnce = 512;

/**
 * A folder that user code has written, held open: what is in it is reached through the descriptor, so that nothing
 * outside is ever read or changed, whatever the paths that led here are turned into meanwhile. No link is followed.
 * Where the system cannot reach things through a descriptor (it is Linux that can), the path stands in for it.
 *
 * Every method waits for the system, in microseconds: for threads that do nothing else.
 */
export class HeldFolder {
  readonly #descriptor: number;
  readonly #path: Buffer;

  private constructor(descriptor: number, path: Buffer) {
    this.#descriptor = descriptor;
    this.#path = path;
  }

  static open(path: string | Buffer): HeldFolder {
    const descriptor = openSync(path, folderFlags);
    const reached = platform === 'linux' ? `/proc/self/fd/${descriptor}/` : `${String(path)}/`;
    return new HeldFolder(descriptor, Buffer.from(reached));
  }

  /** What is in it, in no order, a few at a time: user code may have put millions there. */
  *entries(): Generator<Dirent<Buffer>, void, undefined> {
    const folder = opendirSync(this.#path, {
      encoding: 'buffer' as BufferEncoding,
      bufferSize: entriesAtOnce,
    }) as unknown as Omit<Dir, 'readSync'> & { readSync(): Dirent<Buffer> | null };
    try {
      for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) yield entry;
    } finally {
      folder.closeSync();
    }
  }

  /** A folder in it, to be closed by the caller. Throws where it is none. */
  folder(name: Buffer): HeldFolder {
    return HeldFolder.open(this.below(name));
  }

  /** Descriptor of a file in it, opened for reading without waiting for anybody. Throws where there is none. */
  file(name: Buffer): number {
    return openSync(this.below(name), fileFlags);
  }

  /** Of what has that name, be it a link. */
  stats(name: Buffer): Stats {
    return lstatSync(this.below(name));
  }

  /** Removes what is no folder. */
  unlink(name: Buffer): void {
    unlinkSync(this.below(name));
  }

  /** Removes an empty folder. */
  rmdir(name: Buffer): void {
    rmdirSync(this.below(name));
  }

  /** Moves what is in this folder into another one. */
  move(name: Buffer, to: HeldFolder, newName: Buffer): void {
    renameSync(this.below(name), to.below(newName));
  }

  /** Makes it its owner's to read, write and enter. */
  makeOwners(): void {
    if ((fstatSync(this.#descriptor).mode & 0o700) !== 0o700) fchmodSync(this.#descriptor, 0o700);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** A path to what is in the folder, good while the folder is held. Its last part may be a link. */
  below(name: Buffer): Buffer {
    return Buffer.concat([this.#path, name]);
  }
}
