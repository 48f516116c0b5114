import { randomBytes } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDiskFull } from '../../store/disk-full-error.ts';
import { KeyedLock } from '../content/keyed-lock.ts';

/** Where many meet a full disk at once, each may find what another has just made again: none goes on so for ever. */
const mostTries = 5;

/**
 * Enough for what the store writes when it forgets something, and for it to be opened, in bytes: its log grows to four
 * million before the store goes back to the beginning of it.
 */
export const ballastBytes = 4 * 1024 * 1024;

/**
 * A file that is there to be removed: what it frees lets things be deleted, and a chief be started, where the disk is
 * so full that not even that could be recorded.
 */
export class Ballast {
  readonly #path: string;
  /** What is loaded at the same time as it is released would stay on disk until it is closed. */
  readonly #lock = new KeyedLock();
  #releases = 0;

  constructor(home: string) {
    this.#path = join(home, 'ballast');
  }

  async isThere(): Promise<boolean> {
    return (await this.#size()) >= ballastBytes;
  }

  /**
   * Does what has to be done where the disk is full, too: where it meets that, once more with what the ballast frees,
   * for itself or for another meanwhile. What is left of that is ballast again before anybody hears of the outcome:
   * others, who take whatever is free, would else have it before the next who needs it.
   */
  async lend<Outcome>(work: () => Promise<Outcome>): Promise<Outcome> {
    try {
      for (let tries = 1; ; tries += 1) {
        const before = this.#releases;
        try {
          return await work();
        } catch (error) {
          if (!isDiskFull(error) || tries === mostTries) throw error;
          if (!(await this.release()) && this.#releases === before) throw error;
        }
      }
    } finally {
      await this.load();
    }
  }

  /** Makes the file, as large as there is room for. */
  load(): Promise<void> {
    return this.#lock.hold(this.#path, async () => {
      if (await this.isThere()) return;
      try {
        const file = await open(this.#path, 'a', 0o600);
        try {
          // Zeros take no space where a file system compresses.
          await file.writeFile(randomBytes(ballastBytes - (await file.stat()).size));
          await file.sync();
        } finally {
          await file.close();
        }
      } catch {
        // What could be written stays.
      }
    });
  }

  /** Frees its space. False where there was none to free. */
  release(): Promise<boolean> {
    return this.#lock.hold(this.#path, async () => {
      const isSome = (await this.#size()) > 0;
      await rm(this.#path, { force: true });
      if (isSome) this.#releases += 1;
      return isSome;
    });
  }

  async #size(): Promise<number> {
    return stat(this.#path).then(
      ({ size }) => size,
      () => 0,
    );
  }
}
