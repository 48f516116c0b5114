import { randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolders } from '../../files/make-folders.ts';
import { isDiskFull } from '../../store/disk-full-error.ts';
import { KeyedLock } from './keyed-lock.ts';
import { syncFolder } from './sync-tree.ts';

/** Prefixes of folders that are being made, and of those about to be gone; sweeping removes both. */
export const unfinishedPrefix = '.new-';
export const removedPrefix = '.old-';

/**
 * A folder of content in which each item appears and disappears at once: a reader sees all of it or none. Acts on one
 * item never overlap.
 */
export class Shelf {
  readonly #lock = new KeyedLock();

  /** `folder` is made when it is first needed. */
  constructor(readonly folder: string) {}

  /** A folder for content under construction, private to this call; the caller removes it or puts it in its place. */
  async begin(): Promise<string> {
    await makeFolders(this.folder, 0o700);
    const path = join(this.folder, unfinishedPrefix + randomUUID());
    await mkdir(path, { mode: 0o755 });
    return path;
  }

  /**
   * Puts finished content, already synced, in its place, unless the same is there; then calls `record`, and takes the
   * content away again if it was not there before and `record` says no or throws.
   */
  async place<Result>(
    beginning: string,
    name: string,
    record: () => Promise<{ readonly keep: boolean; readonly result: Result }>,
  ): Promise<Result> {
    return this.#lock.hold(name, async () => {
      const target = join(this.folder, name);
      const isThere = await exists(target);
      if (isThere) await rm(beginning, { recursive: true, force: true });
      else {
        await rename(beginning, target);
        await syncFolder(this.folder);
      }
      let keep = isThere;
      try {
        const recorded = await record();
        keep ||= recorded.keep;
        return recorded.result;
      } finally {
        if (!keep) await this.#takeAway(name);
      }
    });
  }

  /** Calls `act` while nothing else is done with that content. */
  hold<Result>(name: string, act: () => Promise<Result>): Promise<Result> {
    return this.#lock.hold(name, act);
  }

  /**
   * Calls `forget` and, where it says that nobody needs the content any more, takes that away. Where there is no
   * space to forget it, and nobody else needs it, the content goes first.
   */
  async remove<Result>(
    name: string,
    forget: () => Promise<{ readonly last: boolean; readonly result: Result }>,
    isLast: () => Promise<boolean>,
  ): Promise<Result> {
    return this.#lock.hold(name, async () => {
      const { last, result } = await forget().catch(async (error: unknown) => {
        if (!isDiskFull(error) || !(await isLast())) throw error;
        await this.#takeAway(name);
        return forget();
      });
      if (last) await this.#takeAway(name);
      return result;
    });
  }

  async #takeAway(name: string): Promise<void> {
    const away = join(this.folder, removedPrefix + randomUUID());
    try {
      await rename(join(this.folder, name), away);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    await syncFolder(dirname(away));
    await rm(away, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
