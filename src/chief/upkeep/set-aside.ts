import { readdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolders } from '../../files/make-folders.ts';
import type { Clock } from '../../model/clock.ts';
import { removeTree } from '../../trees/trees.ts';
import type { ChiefLog } from '../chief-log.ts';

/** For so long what nobody knows is kept, so that a store that is the wrong one costs nothing. */
export const setAsideDays = 7;

const dayMs = 86_400_000;
const namePattern = /^(\d{13,15})-/;

/** Where content goes of which the store knows nothing: out of the way, told of, and removed a week later. */
export class SetAside {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #log: ChiefLog;

  constructor(home: string, clock: Clock, log: ChiefLog) {
    this.#folder = join(home, 'set-aside');
    this.#clock = clock;
    this.#log = log;
  }

  async put(path: string): Promise<void> {
    await makeFolders(this.#folder, 0o700);
    const name = `${this.#clock.wallTimeMs()}-${basename(dirname(path))}-${basename(path)}`;
    const to = join(this.#folder, name);
    await rename(path, to);
    const message = `the store knows nothing of this, so it was set aside, to be removed in ${setAsideDays} days`;
    this.#log.warn({ what: path, to }, message);
  }

  /** Removes what was set aside long enough. */
  async removeOld(): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const sinceMs = Number(namePattern.exec(name)?.[1] ?? Number.NaN);
      // What somebody else put there stays.
      if (!(this.#clock.wallTimeMs() - sinceMs > setAsideDays * dayMs)) continue;
      await removeTree(join(this.#folder, name));
      this.#log.info({ what: name }, 'what was set aside was removed');
    }
  }
}
