import { randomBytes } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Enough for what the store writes when it forgets something, and for it to be opened, in bytes. */
export const ballastBytes = 4 * 1024 * 1024;

/**
 * A file that is there to be removed: what it frees lets things be deleted, and a chief be started, where the disk is
 * so full that not even that could be recorded.
 */
export class Ballast {
  readonly #path: string;

  constructor(home: string) {
    this.#path = join(home, 'ballast');
  }

  async isThere(): Promise<boolean> {
    return stat(this.#path).then(
      ({ size }) => size >= ballastBytes,
      () => false,
    );
  }

  /** Makes the file, or leaves things as they are where it cannot be made. */
  async load(): Promise<void> {
    if (await this.isThere()) return;
    try {
      const file = await open(this.#path, 'w', 0o600);
      try {
        // Zeros take no space where a file system compresses.
        await file.writeFile(randomBytes(ballastBytes));
        await file.sync();
      } finally {
        await file.close();
      }
    } catch {
      await this.release();
    }
  }

  /** Frees its space. False where there was none to free. */
  async release(): Promise<boolean> {
    const wasThere = await stat(this.#path).then(
      () => true,
      () => false,
    );
    await rm(this.#path, { force: true });
    return wasThere;
  }
}
