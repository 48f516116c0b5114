import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Gate } from '../gate.ts';
import { archiveKind, sniffedBytes } from './archive-kind.ts';
import { readTar } from './read-tar.ts';
import { readZip } from './read-zip.ts';

/**
 * Reads every file of an archive through the intake, or only the names of its members. Throws the system's error when
 * it cannot be opened or read.
 */
export async function readArchive(path: string, intake: Gate): Promise<void> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const before = await file.stat();
    await readOpened(file, before.size, intake);
    if (intake.namesOnly) return;
    const after = await file.stat();
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs)
      intake.refuseSource('changed while it was read', 'Try again when nothing writes to it.');
    else if (intake.findings.length === 0 && intake.files.size === 0)
      intake.refuseSource('holds no files', 'Pack the folder that holds Split.py and Merge.py.');
  } finally {
    await file.close();
  }
}

async function readOpened(file: FileHandle, size: number, intake: Gate): Promise<void> {
  if (size === 0) {
    intake.refuseSource('is empty', 'Make the archive again.');
    return;
  }
  const head = Buffer.alloc(sniffedBytes);
  const { bytesRead } = await file.read(head, 0, head.length, 0);
  const found = archiveKind(head.subarray(0, bytesRead));
  if (found.kind === 'zip') await readZip(file, size, intake);
  else if (found.kind !== null) await readTar(file, found.kind === 'tar.gz', intake);
  else
    intake.refuseSource(
      found.otherwise === null ? 'is neither a tar, a tar.gz nor a zip archive' : `is ${found.otherwise}`,
      'Give a folder, a .tar, a .tar.gz or a .zip.',
    );
}
