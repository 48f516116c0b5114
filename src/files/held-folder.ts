import { constants, type Dirent, type OpenDirOptions, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, opendir, rename, rmdir, unlink } from 'node:fs/promises';
import { platform } from 'node:process';

const folderFlags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
const fileFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Entries that are read in one step: what a step costs the event loop does not grow with the folder. */
const entriesAtOnce = 512;

/**
 * A folder that user code has written, held open: what is in it is reached through the descriptor, so that nothing
 * outside is ever read or changed, whatever the paths that led here are turned into meanwhile. No link is followed.
 * Where the system cannot reach things through a descriptor (it is Linux that can), the path stands in for it.
 */
export class HeldFolder {
  readonly handle: FileHandle;
  readonly #path: Buffer;

  private constructor(handle: FileHandle, path: Buffer) {
    this.handle = handle;
    this.#path = path;
  }

  static async open(path: string | Buffer): Promise<HeldFolder> {
    return HeldFolder.#at(Buffer.from(path));
  }

  /** What is in it, in no order, a few at a time: user code may have put millions there. */
  async *entries(): AsyncGenerator<Dirent<Buffer>> {
    // Node takes this encoding here, too; its types do not say so.
    const options = { encoding: 'buffer' as OpenDirOptions['encoding'], bufferSize: entriesAtOnce };
    for await (const entry of await opendir(this.#path, options)) yield entry as unknown as Dirent<Buffer>;
  }

  /** A folder in it, to be closed by the caller. Throws where it is none. */
  folder(name: Buffer): Promise<HeldFolder> {
    return HeldFolder.#at(this.below(name));
  }

  /** A file in it, opened for reading without waiting for anybody. Throws where there is none. */
  file(name: Buffer): Promise<FileHandle> {
    return open(this.below(name), fileFlags);
  }

  stats(name: Buffer): Promise<Stats> {
    return lstat(this.below(name));
  }

  /** Removes what is no folder. */
  unlink(name: Buffer): Promise<void> {
    return unlink(this.below(name));
  }

  /** Removes an empty folder. */
  rmdir(name: Buffer): Promise<void> {
    return rmdir(this.below(name));
  }

  /** Moves what is in this folder into another one. */
  move(name: Buffer, to: HeldFolder, newName: Buffer): Promise<void> {
    return rename(this.below(name), to.below(newName));
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  /** A path to what is in the folder, good while the folder is held. Its last part may be a link. */
  below(name: Buffer): Buffer {
    return Buffer.concat([this.#path, Buffer.from('/'), name]);
  }

  static async #at(path: Buffer): Promise<HeldFolder> {
    const handle = await open(path, folderFlags);
    return new HeldFolder(handle, platform === 'linux' ? Buffer.from(`/proc/self/fd/${handle.fd}`) : path);
  }
}
