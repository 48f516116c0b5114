import type { Failure } from '../../model/failures.ts';
import type { JobEvent } from '../../model/job-event.ts';

/**
 * What a container's death interrupts: the splitting, the merging, the processing of a fragment that a worker had in
 * hand, or nothing, where a worker had none.
 */
export type Interrupted = 'splitting' | 'merging' | 'fragment' | 'nothing';

/** A container has died, with work that was begun and may be begun again. */
export interface DeathCase {
  readonly interrupted: Interrupted;
  /** The verdict on the death. */
  readonly cause: Failure;
  /** Earlier deaths of this work that counted. */
  readonly deaths: number;
  /** Deaths that count and are still followed by another try. */
  readonly retries: number;
  /** What the dead container had, in bytes. */
  readonly memoryBytes: number;
  /** The most that any container may have, in bytes. */
  readonly memoryCap: number;
  /** Its code had a processor for most of the time; false where that is not known. */
  readonly computed?: boolean;
}

/** What follows from a death. */
export interface AfterDeath {
  /** A fresh container is to try the work again; else the cause is its failure. */
  readonly again: boolean;
  /** Deaths of this work that count, this one included where it does. */
  readonly deaths: number;
  /** What the next container is to have, in bytes. */
  readonly memoryBytes: number;
  /** Number of the next try; the first retry is 2. */
  readonly attempt: number;
  /** No other try would end otherwise, not even one that is under way. */
  readonly hopeless: boolean;
}

/**
 * Of the processor time that a container may have, it must have had so much for its time limit to be the code's own
 * fault.
 */
const mostOfTheTime = 0.5;

/**
 * Whether a cause may be gone at the next try. A splitter or merger repeats all that it has done, so only what may have
 * been chance, or want of memory, is worth that. A fragment is little work, and any death may have been due to another
 * fragment in the same container. A worker that dies of itself with nothing in hand would do so for ever.
 */
const mayPass: Readonly<Record<Interrupted, (cause: Failure) => boolean>> = {
  splitting: isChanceOrMemory,
  merging: isChanceOrMemory,
  fragment: () => true,
  nothing: (cause) => cause.code !== 'protocol' && !loadsForEver(cause),
};

/**
 * Decides what follows from a container's death. Pure. A death by the loss of the engine says nothing about the work
 * and does not count; after a death for want of memory the next container has twice as much, up to the cap.
 * A fragment that had a processor for most of its time and was not done would be no sooner done at another try.
 */
export function afterDeath(death: DeathCase): AfterDeath {
  const { interrupted, cause, retries, memoryBytes, memoryCap } = death;
  const hopeless = cause.code === 'fragment-timeout' && death.computed === true;
  const deaths = death.deaths + (cause.code === 'engine-unavailable' ? 0 : 1);
  return {
    again: !hopeless && mayPass[interrupted](cause) && deaths <= retries,
    deaths,
    memoryBytes: cause.code === 'out-of-memory' ? Math.min(2 * memoryBytes, memoryCap) : memoryBytes,
    attempt: Math.max(2, deaths + 1),
    hopeless,
  };
}

/**
 * Whether code that used so many processor cores on average, where it may have `cpus`, had one for most of the time.
 * Code that starves on a busy machine, or waits, did not: another time may be better. User code can only make it more.
 */
export function hadProcessor(share: number | null, cpus: number): boolean {
  return share !== null && share >= mostOfTheTime * Math.min(1, cpus);
}

/** How a retry is told; `fragments` is empty where it is not fragments that are tried again. */
export function retryEvent(cause: Failure, attempt: number, fragments: readonly number[] = []): JobEvent {
  const { code, message: reason } = cause;
  return { type: 'retry', fragments, attempt, code, reason };
}

function isChanceOrMemory({ code }: Failure): boolean {
  return code === 'crashed' || code === 'out-of-memory' || code === 'engine-unavailable';
}

function loadsForEver({ code, stage }: Failure): boolean {
  return code === 'fragment-timeout' && stage === 'preparing';
}
