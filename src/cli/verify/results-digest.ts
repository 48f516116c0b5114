import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { PassThrough, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { inertLine } from '../../text/inert-text.ts';
import { digestOfTar } from '../../trees/trees.ts';

/** SHA-256, in hex, or why there is none: a sentence. */
export type Digested = { readonly hex: string } | { readonly problem: string };

/**
 * The digest of the tar that results are, or are in one of its other forms: compressed, or unpacked to a folder, which
 * makes the same tar when it is packed again. Throws the system's errors.
 */
export async function digestOfResults(path: string): Promise<Digested> {
  const shown = inertLine(path);
  if ((await stat(path)).isDirectory()) {
    const { sha256, skipped } = await digestOfTar(path);
    const [strange] = skipped.first;
    return strange === undefined
      ? { hex: sha256 }
      : { problem: `${shown} has ${inertLine(strange)}, which is neither a file nor a folder` };
  }
  const hash = createHash('sha256');
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done();
    },
  });
  const unzip = (await isGzip(path)) ? createGunzip() : new PassThrough();
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), unzip, sink);
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error;
    return { problem: `${shown} is compressed, and damaged` };
  }
  return { hex: hash.digest('hex') };
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}
