import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
} from 'node:crypto';
import { link, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolders } from '../files/make-folders.ts';
import { NotPlainError, readPlain } from '../files/open-plain.ts';
import { inertLine } from '../text/inert-text.ts';

/** Name of the file in the home. */
export const signingKeyFile = 'signing-key.pem';
const mostKeyBytes = 4096;

export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A home's key is there and cannot be used; the message is a sentence with what to do. */
export class SigningKeyError extends Error {
  override readonly name = 'SigningKeyError';
}

/**
 * The key with which the chief of a home signs what it says of its jobs: ed25519, made where there is none yet, for
 * this user's eyes alone. Two processes that make it at once end up with the same one. Throws {@link SigningKeyError},
 * and the system's errors.
 */
export async function signingKey(home: string): Promise<SigningKey> {
  return (await knownSigningKey(home)) ?? (await makeKey(home));
}

async function makeKey(home: string): Promise<SigningKey> {
  await makeFolders(home, 0o700);
  const path = join(home, signingKeyFile);
  const part = `${path}.${randomUUID()}.part`;
  const file = await open(part, 'wx', 0o600);
  try {
    const { privateKey } = generateKeyPairSync('ed25519');
    await file.writeFile(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await file.sync();
    await file.close();
    await link(part, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await file.close().catch(() => {});
    await rm(part, { force: true });
  }
  return (await knownSigningKey(home)) ?? unusable(path, 'it is gone again');
}

/** The same where there is one; null where there is none. */
export async function knownSigningKey(home: string): Promise<SigningKey | null> {
  const path = join(home, signingKeyFile);
  let pem: Buffer;
  try {
    pem = await readPlain(path, mostKeyBytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    if (error instanceof NotPlainError) unusable(path, error.message);
    throw error;
  }
  try {
    const privateKey = createPrivateKey(pem);
    if (privateKey.asymmetricKeyType !== 'ed25519') unusable(path, 'it is of another kind than ed25519');
    return { privateKey, publicKey: createPublicKey(privateKey) };
  } catch (error) {
    if (error instanceof SigningKeyError) throw error;
    return unusable(path, 'it is not what was written');
  }
}

function unusable(path: string, why: string): never {
  throw new SigningKeyError(
    `The signing key ${inertLine(path)} cannot be used: ${why}. Put it back from a backup, or move it away: a new one is then made, and what the old one signed is verified with the old public key.`,
  );
}
