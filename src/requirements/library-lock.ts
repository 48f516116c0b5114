import type { RequirementPlace } from './reading.ts';
import type { Requirement, Unusable } from './requirement.ts';

/** A lock may name every wheel that there is of a library. */
export const lockBounds = { bytes: 1024 ** 2, lines: 20_000, lineCharacters: 1000, files: 1 } as const;

/** What was once found for the requirements, and is installed ever after. */
export interface LibraryLock {
  /** `requirements.lock` or `pylock.toml`. */
  readonly file: string;
  /** Those that are for the sandbox, each with one exact version. */
  readonly libraries: readonly LockedLibrary[];
}

export interface LockedLibrary extends Requirement, RequirementPlace {
  readonly version: string;
}

/** What a lock comes to, read from whichever form. */
export interface ReadLock {
  readonly libraries: readonly LockedLibrary[];
  readonly unusable: readonly (Unusable & RequirementPlace)[];
}
