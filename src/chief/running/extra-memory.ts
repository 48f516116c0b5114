import { overlayPlace, overlayRuntime } from '../../runtime/overlay.ts';
import type { JobPlace, Runtime } from '../../runtime/runtime.ts';
import { decideExtra, type ExtraClaim, type MemoryUser } from '../queue/extra-memory.ts';

/** A job that may ask for more memory while it runs. */
export interface ExtraUser extends MemoryUser {
  /** All that it has asked for, in bytes. */
  extraBytes: number;
}

export interface ExtraMemoryParts {
  readonly running: () => readonly ExtraUser[];
  /** Of the containers of all jobs. */
  readonly memoryBytes: number;
  /** What a job has asked for, or has, has changed. */
  readonly changed: () => void;
  /** Ends a job so that it goes on later. */
  readonly giveWay: (id: string) => void;
}

interface Claim extends ExtraClaim {
  readonly job: ExtraUser;
  granted: boolean;
  readonly grant: () => void;
}

/**
 * Holds containers that get more memory than their job began with, since one before them ran out of it, against the
 * memory of the machine: they wait until it is there.
 */
export class ExtraMemory {
  readonly #parts: ExtraMemoryParts;
  readonly #claims = new Set<Claim>();
  #givesWay: string | null = null;

  constructor(parts: ExtraMemoryParts) {
    this.#parts = parts;
  }

  /**
   * Resolves, when the memory is there, with what gives it back; `onWait` is called where it is not there yet. Rejects
   * with the signal's reason.
   */
  async claim(job: ExtraUser, bytes: number, signal: AbortSignal, onWait: () => void): Promise<() => void> {
    signal.throwIfAborted();
    let drop = () => {};
    try {
      return await new Promise<() => void>((resolve, reject) => {
        const claim: Claim = {
          ...{ id: job.id, job, bytes, granted: false },
          grant: () => resolve(() => this.#drop(claim)),
        };
        drop = () => {
          if (!claim.granted) this.#drop(claim);
          reject(signal.reason);
        };
        signal.addEventListener('abort', drop, { once: true });
        this.#claims.add(claim);
        job.extraBytes += bytes;
        this.#parts.changed();
        if (!claim.granted) onWait();
      });
    } finally {
      signal.removeEventListener('abort', drop);
    }
  }

  /** Grants what can be granted, after anything has changed about who runs. */
  look(): void {
    const { running, memoryBytes, giveWay } = this.#parts;
    const jobs = running();
    if (!jobs.some(({ id }) => id === this.#givesWay)) this.#givesWay = null;
    for (;;) {
      const { grant, giveWay: id } = decideExtra([...this.#claims], jobs, memoryBytes);
      if (grant === null) {
        if (id === null || this.#givesWay !== null) return;
        this.#givesWay = id;
        giveWay(id);
        return;
      }
      grant.granted = true;
      grant.grant();
    }
  }

  #drop(claim: Claim): void {
    if (!this.#claims.delete(claim)) return;
    claim.job.extraBytes -= claim.bytes;
    this.#parts.changed();
  }
}

/** Takes memory that was asked for; see {@link ExtraMemory.claim}. */
export type ClaimMemory = (bytes: number, signal: AbortSignal) => Promise<() => void>;

/**
 * The same runtime for one job, whose larger containers wait for the memory that they take beyond `usualBytes`; workers
 * do not where they are on other machines.
 */
export function withinMemory(
  runtime: Runtime,
  usualBytes: number,
  claim: ClaimMemory,
  workersElsewhere = false,
): Runtime {
  return overlayRuntime(runtime, {
    openJob: async (spec) =>
      placeWithinMemory(await runtime.openJob(spec), usualBytes, claim, workersElsewhere),
  });
}

function placeWithinMemory(
  place: JobPlace,
  usualBytes: number,
  claim: ClaimMemory,
  workersElsewhere: boolean,
): JobPlace {
  return overlayPlace(place, {
    start: async (request) => {
      const moreBytes = request.memoryBytes - usualBytes;
      const isElsewhere = workersElsewhere && request.role === 'worker';
      if (moreBytes <= 0 || isElsewhere) return place.start(request);
      const giveBack = await claim(moreBytes, request.signal);
      try {
        const sandbox = await place.start(request);
        void sandbox.exited.then(giveBack);
        return sandbox;
      } catch (error) {
        giveBack();
        throw error;
      }
    },
  });
}
