import type { FileHandle } from 'node:fs/promises';

/** So many bytes from a place, or null where the file does not have them. */
export async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer | null> {
  const bytes = await readUpTo(file, position, length);
  return bytes.length === length ? bytes : null;
}

/** At most so many bytes from a place: less where the file ends, none where there is no such place. */
export async function readUpTo(
  file: Pick<FileHandle, 'read'>,
  position: number,
  length: number,
): Promise<Buffer> {
  if (!Number.isSafeInteger(position) || position < 0) return Buffer.alloc(0);
  const bytes = Buffer.alloc(length);
  let filled = 0;
  for (let bytesRead = -1; bytesRead !== 0 && filled < length; filled += bytesRead)
    ({ bytesRead } = await file.read(bytes, filled, length - filled, position + filled));
  return bytes.subarray(0, filled);
}
