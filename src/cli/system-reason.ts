import { inertLine } from '../text/inert-text.ts';

/** A system error in words. */
export function systemReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const words: Record<string, string> = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the quota of this user is used up',
    EACCES: 'this user may not write there',
    EPERM: 'this user may not write there',
    EROFS: 'the file system is read-only',
    EEXIST: 'something is there by now',
    ENOTEMPTY: 'the folder is not empty any more',
    ENOTDIR: 'a part of the path is a file, not a folder',
    ENAMETOOLONG: 'the name is too long',
    ELOOP: 'it is a link that leads back to itself',
    ENOENT: 'a folder on the way does not exist',
    EBUSY: 'it is in use, perhaps as a mount point',
    ENXIO: 'nobody reads it',
    EIO: 'the disk reports an error',
  };
  return words[code ?? ''] ?? inertLine(message);
}
