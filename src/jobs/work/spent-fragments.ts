import type { Batch } from '../../bridge/batch.ts';
import { type Failure, failure } from '../../model/failures.ts';
import { fullDiskOrOurs } from '../disk/disk-failure.ts';
import type { JobHub } from '../job-hub.ts';
import type { SpentFragment, SpentFragmentAhead } from './work-stage.ts';

export interface SpentFragmentsParts {
  readonly hub: JobHub;
  /** Keeps the replay bundle of a spent fragment and returns its path; null where it could not. */
  readonly keepBundle: (spent: SpentFragment) => Promise<string | null>;
  /** The job goes on without this fragment. */
  readonly leaveOut: (fragment: Batch, cause: Failure) => void;
}

/** What becomes of fragments that are out of tries: the job fails, or goes on without them as long as they are few. */
export class SpentFragments {
  readonly #settling = new Set<Promise<void>>();
  #stopped = false;
  readonly #parts: SpentFragmentsParts;

  constructor(parts: SpentFragmentsParts) {
    this.#parts = parts;
  }

  /** The job is about to fail; no fragment is to be begun any more. */
  get halted(): boolean {
    return this.#stopped;
  }

  /** Fragments whose bundle is still being kept. */
  get pending(): number {
    return this.#settling.size;
  }

  async idle(): Promise<void> {
    await Promise.all(this.#settling);
  }

  giveUp(spent: SpentFragmentAhead): void {
    const { hub } = this.#parts;
    // No fragment is left out, and none is to blame, where there was no room for any.
    if (hub.isFullDisk(spent.cause)) {
      hub.fail(spent.cause);
      return;
    }
    // The job fails as soon as the bundle is kept.
    if (hub.options.onError === 'fail') this.#stopped = true;
    const kept = this.#keepOrLeaveOut(spent).catch((error: Error) => {
      hub.fail(fullDiskOrOurs(error, 'process', 'a failed fragment could not be recorded'));
    });
    this.#settling.add(kept);
    void kept.then(() => {
      this.#settling.delete(kept);
      hub.pump();
    });
  }

  /** A bound in percent can only be judged when all fragments are known. */
  checkShare(): void {
    const { options, totals } = this.#parts.hub;
    const { maxFailed } = options;
    if (maxFailed !== null && 'percent' in maxFailed)
      this.#check((totals.fragments * maxFailed.percent) / 100);
  }

  async #keepOrLeaveOut(spent: SpentFragmentAhead): Promise<void> {
    const { hub, keepBundle, leaveOut } = this.#parts;
    hub.totals.failed += 1;
    const cause = { ...spent.cause, bundle: await keepBundle({ ...spent, log: await spent.log }) };
    if (hub.options.onError === 'fail') {
      hub.ribbon.failed(spent.fragment.first);
      hub.fail(cause);
      return;
    }
    hub.emit({ type: 'failure', failure: cause });
    hub.totals.skipped += 1;
    leaveOut(spent.fragment, cause);
    const { maxFailed } = hub.options;
    if (maxFailed !== null && 'count' in maxFailed) this.#check(maxFailed.count);
  }

  #check(most: number): void {
    const { hub } = this.#parts;
    const { failed } = hub.totals;
    if (failed <= most) return;
    hub.fail(
      failure('too-many-failures', 'process', `${failed} fragments failed; at most ${Math.floor(most)} may`, {
        observed: failed,
      }),
    );
  }
}
