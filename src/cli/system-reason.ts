import { lstatSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { exactPath } from '../text/byte-names.ts';
import { inertLine } from '../text/inert-text.ts';

const danglingLink = 'it is a link that leads to nothing';

/** A system error in words, of something that was to be written. */
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

/** The same of a file or folder that was to be read, absolute: which thing on the way to it is missing, if any is. */
export function readingReason(error: unknown, path = (error as NodeJS.ErrnoException).path ?? ''): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not read it';
  return code === 'ENOENT' ? missingOf(path) : systemReason(error);
}

function missingOf(path: string): string {
  if (isThere(path, lstatSync)) return isThere(path, statSync) ? 'it was not there' : danglingLink;
  let first = path;
  while (dirname(first) !== first && !isThere(dirname(first), statSync)) first = dirname(first);
  if (first === path) return 'it does not exist';
  const shown = inertLine(first);
  return isThere(first, lstatSync)
    ? `${shown} is a link that leads to nothing`
    : `there is no folder ${shown}`;
}

function isThere(path: string, look: typeof statSync | typeof lstatSync): boolean {
  return look(exactPath(path), { throwIfNoEntry: false }) !== undefined;
}
