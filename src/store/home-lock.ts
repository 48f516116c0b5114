/** Held by the one chief that serves a home. */
export interface HomeLock {
  /** Lets the next chief in; the death of the process does the same. */
  release(): void;
  /** The same, and the lock's file goes with it. */
  remove(): void;
}
