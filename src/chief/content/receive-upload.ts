import { createHash, type Hash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { makeFolders } from '../../files/make-folders.ts';
import { isDiskFull } from '../../store/disk-full-error.ts';
import { type Claim, type ClaimRefusal, SteppedClaim } from './claim.ts';
import { incomingFolder } from './content-paths.ts';

/** A body that arrived whole and is on disk until it is discarded. */
export interface Upload {
  readonly path: string;
  readonly bytes: number;
  /** `sha256:` and 64 hex digits over the bytes as they came. */
  readonly digest: string;
  /** Removes it; twice is fine. */
  discard(): Promise<void>;
}

/** Why nothing of a body was kept. */
export type ReceiveRefusal =
  | { readonly kind: 'too-large'; readonly maxBytes: number }
  /** The sender went away, or sent fewer or more bytes than it said. */
  | { readonly kind: 'cut-short' }
  | { readonly kind: ClaimRefusal };

export type ReceiveOutcome = { readonly kind: 'received'; readonly upload: Upload } | ReceiveRefusal;

export interface ReceiveBounds {
  readonly maxBytes: number;
  /** What the sender said that it sends; null where it did not. */
  readonly expectedBytes: number | null;
  /** Gives space before it is used. */
  readonly claim: Claim;
  /** SHA-256 over what came before, which goes on with this body. Left out: there was nothing. */
  readonly hash?: Hash;
}

/**
 * Writes a body to a file of its own in the home's folder for uploads, without holding more than a chunk of it. A body
 * that is refused is left unread and open, so that its sender can still be answered.
 */
export async function receiveUpload(
  home: string,
  body: Readable,
  bounds: ReceiveBounds,
  openFile: typeof open = open,
): Promise<ReceiveOutcome> {
  // The body may fail while nobody reads from it; the next read then throws.
  body.on('error', () => {});
  if ((bounds.expectedBytes ?? 0) > bounds.maxBytes) return { kind: 'too-large', maxBytes: bounds.maxBytes };
  const folder = incomingFolder(home);
  const path = join(folder, randomUUID());
  const discard = () => rm(path, { force: true });
  try {
    await makeFolders(folder, 0o700);
    const file = await openFile(path, 'wx', 0o600);
    let written: WriteOutcome;
    try {
      written = await writeBody(body, file, bounds);
      if (written.kind === 'written') await file.sync();
    } finally {
      await file.close();
    }
    if (written.kind === 'written') return { kind: 'received', upload: { path, ...written, discard } };
    await discard();
    return written;
  } catch (error) {
    await discard();
    if (isDiskFull(error)) return { kind: 'disk-full' };
    throw error;
  }
}

type WriteOutcome =
  | { readonly kind: 'written'; readonly bytes: number; readonly digest: string }
  | ReceiveRefusal;

/** Writes all of a body to an open file, within the bounds. Throws what the file throws. */
export async function writeBody(
  body: Readable,
  file: Pick<FileHandle, 'writeFile'>,
  bounds: ReceiveBounds,
): Promise<WriteOutcome> {
  const chunks = body.iterator({ destroyOnReturn: false });
  try {
    return await writeChunks(chunks, file, bounds);
  } finally {
    await chunks.return?.();
  }
}

async function writeChunks(
  chunks: AsyncIterator<Uint8Array>,
  file: Pick<FileHandle, 'writeFile'>,
  { maxBytes, expectedBytes, claim, hash = createHash('sha256') }: ReceiveBounds,
): Promise<WriteOutcome> {
  const space = new SteppedClaim(claim, Math.min(maxBytes, expectedBytes ?? maxBytes));
  for (let bytes = 0; ; ) {
    let next: IteratorResult<Uint8Array>;
    try {
      next = await chunks.next();
    } catch {
      return { kind: 'cut-short' };
    }
    if (next.done === true) {
      if (expectedBytes !== null && bytes !== expectedBytes) return { kind: 'cut-short' };
      return { kind: 'written', bytes, digest: digestOf(hash) };
    }
    bytes += next.value.length;
    if (bytes > maxBytes) return { kind: 'too-large', maxBytes };
    const refusal = await space.atLeast(bytes);
    if (refusal !== null) return { kind: refusal };
    hash.update(next.value);
    await file.writeFile(next.value);
  }
}

/** What a hash has come to, which may go on after it. */
export function digestOf(hash: Hash): string {
  return `sha256:${hash.copy().digest('hex')}`;
}
