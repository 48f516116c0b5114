import type { Failure } from '../../model/failures.ts';
import type { JobEvent } from '../../model/job-event.ts';

/**
 * What a container's death interrupts: the splitting, the merging, the processing of a fragment that a worker had in
 * hand, or nothing, where a worker had none.
 */
export type Interrupted = 'splitting' | 'merging' | 'fragment' | 'nothing';

/** What a piece of work has cost so far. */
export interface Toll {
  /** Containers that died and may have died of it. */
  readonly deaths: number;
  /** Machines that were lost while it was in hand there. */
  readonly machines: number;
}

export const noToll: Toll = { deaths: 0, machines: 0 };

/** Work that so many machines were lost with is what they are lost of, as far as anybody can tell. */
export const mostMachines = 3;

/** A container has died, with work that was begun and may be begun again. */
export interface DeathCase {
  readonly interrupted: Interrupted;
  /** The verdict on the death. */
  readonly cause: Failure;
  /** What the work has cost before. */
  readonly toll: Toll;
  /** Deaths that count and are still followed by another try. */
  readonly retries: number;
  /** What the dead container had, in bytes. */
  readonly memoryBytes: number;
  /** The most that any container may have, in bytes. */
  readonly memoryCap: number;
  /** Its code had a processor for most of the time; false where that is not known. */
  readonly computed?: boolean;
  /** It may have died of other work that it had in hand; false where left out. */
  readonly doubtful?: boolean;
}

/** What follows from a death. */
export interface AfterDeath {
  /** A fresh container is to try the work again; else the cause is its failure. */
  readonly again: boolean;
  /** What the work has cost, this death included where it counts. */
  readonly toll: Toll;
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

/** How often work was tried that has cost this, and no more. */
export function triesOf({ deaths, machines }: Toll): number {
  return deaths + machines;
}

/**
 * Decides what follows from a container's death. Pure. A death by the loss of the engine says nothing about the work
 * and does not count. One by the loss of a machine takes no try, but what was in hand is not tried again once
 * {@link mostMachines} were lost with it: what brings machines down would else go from one to the next for ever. After
 * a death for want of memory the next container has twice as much, up to the cap. A fragment that had a processor for
 * most of its time and was not done would be no sooner done at another try. Where it may have been other work, none of
 * it is given up: whoever tries it again does so alone, and then it is known.
 */
export function afterDeath(death: DeathCase): AfterDeath {
  const { interrupted, cause, retries, memoryBytes, memoryCap } = death;
  const hopeless = cause.code === 'fragment-timeout' && death.computed === true;
  const toll = tollOf(death);
  const isItsOwn = toll.deaths > death.toll.deaths && death.doubtful !== true;
  const isWithin = (toll.deaths <= retries || !isItsOwn) && toll.machines < mostMachines;
  return {
    again: !hopeless && mayPass[interrupted](cause) && isWithin,
    toll,
    memoryBytes: cause.code === 'out-of-memory' ? Math.min(2 * memoryBytes, memoryCap) : memoryBytes,
    attempt: Math.max(2, triesOf(toll) + 1),
    hopeless,
  };
}

function tollOf({ toll, cause, interrupted }: DeathCase): Toll {
  const { deaths, machines } = toll;
  if (cause.code === 'engine-unavailable') return toll;
  if (cause.code !== 'machine-lost') return { deaths: deaths + 1, machines };
  return interrupted === 'nothing' ? toll : { deaths, machines: machines + 1 };
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
  return ['crashed', 'out-of-memory', 'engine-unavailable', 'machine-lost'].includes(code);
}

function loadsForEver({ code, stage }: Failure): boolean {
  return code === 'fragment-timeout' && stage === 'preparing';
}
