/** The disk, or this user's share of it, is full: nothing was stored. */
export class DiskFullError extends Error {
  override readonly name = 'DiskFullError';
}

/** True for what Node and the stores throw where there is no space left. */
export function isDiskFull(error: unknown): boolean {
  if (error instanceof DiskFullError) return true;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
