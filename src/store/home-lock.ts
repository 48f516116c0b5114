/** Held by the one chief that serves a home. */
export interface HomeLock {
  /** Lets the next chief in; the death of the process does the same. */
  release(): void;
}
