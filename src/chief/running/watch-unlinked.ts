import { stat } from 'node:fs/promises';
import { jobFolder } from '../../home/job-folders.ts';
import { jobLayout } from '../../jobs/disk/job-layout.ts';
import type { Clock } from '../../model/clock.ts';
import { resultsFolder } from '../../runtime/runtime.ts';
import { unlinkedBytes } from '../space/unlinked-bytes.ts';
import type { LiveJob } from './live-job.ts';

export interface WatchUnlinkedParts {
  readonly home: string;
  readonly clock: Clock;
  /** Those that run. */
  readonly jobs: () => readonly LiveJob[];
}

const lookEveryMs = 2000;
const isRoot = process.getuid?.() === 0;

/**
 * Tells jobs how much they hold in files that they have removed and keep open, which the limits on their space would
 * not see otherwise. Only a chief that is root can: its jobs have users of their own.
 */
export class WatchUnlinked {
  readonly #parts: WatchUnlinkedParts;
  #cancel: (() => void) | null = null;
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(parts: WatchUnlinkedParts) {
    this.#parts = parts;
  }

  start(): void {
    if (!isRoot || this.#stopped) return;
    this.#cancel = this.#parts.clock.after(lookEveryMs, () => {
      this.#looking = this.look()
        .catch(() => {})
        .finally(() => this.start());
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    await this.#looking;
  }

  async look(): Promise<void> {
    if (!isRoot) return;
    const { home, jobs } = this.#parts;
    const ofUser = new Map<number, LiveJob>();
    let device: number | null = null;
    for (const job of jobs()) {
      const folder = resultsFolder(jobLayout(jobFolder(home, job.id)), job.stored.name);
      const results = await stat(folder).catch(() => null);
      if (results === null || results.uid === 0) continue;
      device = results.dev;
      ofUser.set(results.uid, job);
    }
    if (device === null) return;
    const bytes = await unlinkedBytes(device, new Set(ofUser.keys()));
    for (const [user, job] of ofUser) job.unlinkedBytes = bytes.get(user) ?? 0;
  }
}
