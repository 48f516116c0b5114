import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** What is there is not what one may open: a link, a device, somebody else's. Its message ends "it is …". */
export class NotPlainError extends Error {
  override readonly name = 'NotPlainError';
}

export interface PlainOpening {
  /** As open(2) has them; reading, where none are given. */
  readonly flags?: number;
  /** Of a file that is made. */
  readonly mode?: number;
  /** It may be somebody else's: nothing but its bytes is used. */
  readonly anyOwner?: true;
}

/**
 * Opens one of this user's own regular files and nothing else: no link is followed, no FIFO waited for, no device
 * touched. A file that may be written must have no second name, which could be a file elsewhere. Throws
 * {@link NotPlainError}, and the system's errors for what is missing or may not be opened.
 */
export async function openPlain(
  path: string,
  { flags = 0, mode = 0o600, anyOwner }: PlainOpening = {},
): Promise<FileHandle> {
  // What is cut off must be ours, so it is cut off only when that is known.
  const untruncated = flags & ~constants.O_TRUNC;
  const handle = await open(path, untruncated | constants.O_NOFOLLOW | constants.O_NONBLOCK, mode).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ELOOP' || error.code === 'EMLINK') throw new NotPlainError('it is a link');
      if (error.code === 'EISDIR') throw new NotPlainError('it is a folder');
      if (error.code === 'ENXIO') throw new NotPlainError('it is no regular file');
      throw error;
    },
  );
  try {
    const stats = await handle.stat();
    if (stats.isDirectory()) throw new NotPlainError('it is a folder');
    if (!stats.isFile()) throw new NotPlainError('it is no regular file');
    const own = process.geteuid?.() ?? stats.uid;
    if (anyOwner !== true && stats.uid !== own) throw new NotPlainError('it belongs to another user');
    const writes = (flags & (constants.O_WRONLY | constants.O_RDWR)) !== 0;
    if (writes && stats.nlink > 1) throw new NotPlainError('it has a second name elsewhere');
    if ((flags & constants.O_TRUNC) !== 0) await handle.truncate(0);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The bytes of such a file. Throws {@link NotPlainError} also where there are more than `mostBytes`. */
export async function readPlain(
  path: string,
  mostBytes: number,
  opening: Pick<PlainOpening, 'anyOwner'> = {},
): Promise<Buffer> {
  const handle = await openPlain(path, opening);
  try {
    const { size } = await handle.stat();
    if (size > mostBytes) throw new NotPlainError(`it has more than ${mostBytes} bytes`);
    const bytes = Buffer.allocUnsafe(size);
    let filled = 0;
    while (filled < size) {
      const { bytesRead } = await handle.read(bytes, filled, size - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await handle.close();
  }
}
