import { statfsSync } from 'node:fs';

/** A file system, as far as a home on it is concerned, in bytes and inodes. */
export interface DiskSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** Both 0 where the file system makes inodes as it needs them. */
  readonly freeInodes: number;
  readonly totalInodes: number;
}

const GiB = 1024 ** 3;

/** Asks the system, which knows; a matter of microseconds. */
export function diskSpace(path: string): DiskSpace {
  const { bsize, blocks, bavail, files, ffree } = statfsSync(path);
  return {
    freeBytes: bsize * bavail,
    totalBytes: bsize * blocks,
    freeInodes: ffree,
    totalInodes: files,
  };
}

/**
 * What is to stay free where the operator says nothing, in bytes: 5 % of the disk, at least 2 GiB, but never more
 * than a tenth of it, so that a small disk can be used, too.
 */
export function defaultReserve(totalBytes: number): number {
  return Math.floor(Math.min(Math.max(0.05 * totalBytes, 2 * GiB), 0.1 * totalBytes));
}

/**
 * What uploads leave free, in bytes: a quarter more than the reserve. They stay, and what jobs write for a while goes
 * again: so there comes to be enough for jobs to begin, however many uploads there were.
 */
export function freeBesideUploads(reserveBytes: number): number {
  return Math.ceil(1.25 * reserveBytes);
}

/**
 * What is missing until there is enough free, in bytes; 0: nothing. Once it was short, a tenth more than the reserve
 * has to be free, so that it does not come and go. Where inodes run out, all of the reserve is missing.
 */
export function missingBytes(
  { freeBytes, freeInodes, totalInodes }: DiskSpace,
  reserveBytes: number,
  wasShort: boolean,
): number {
  if (totalInodes > 0 && freeInodes < Math.min(1000, totalInodes / 20)) return Math.max(1, reserveBytes);
  return Math.max(0, Math.ceil(wasShort ? reserveBytes + reserveBytes / 10 : reserveBytes) - freeBytes);
}
