/** Jobs that a reader has not been told of since they changed. */
export interface JobChanges {
  /** Ids of jobs of which something is new. */
  readonly changed: readonly string[];
  /** Ids of jobs that were deleted. */
  readonly gone: readonly string[];
  /** More has changed than is remembered for a reader: what it knows of other jobs may be old. */
  readonly missed: boolean;
}

interface Reader {
  /** Null: of all accounts. */
  readonly owner: string | null;
  changed: Set<string>;
  gone: Set<string>;
  missed: boolean;
  wake: () => void;
}

/** Remembered for one reader; beyond that it only learns that it missed some. */
const mostRemembered = 10_000;

/**
 * Which jobs have changed, for any number of readers. A reader that is slower than the jobs learns of each job once,
 * so that it costs no more than the ids of the jobs that there are.
 */
export class JobFeed {
  readonly #readers = new Set<Reader>();
  readonly #listeners = new Set<(id: string) => void>();
  #closed = false;

  /** Calls with the id of each job that changes or goes, before any reader learns of it. */
  listen(listener: (id: string) => void): void {
    this.#listeners.add(listener);
  }

  changed(id: string, account: string): void {
    this.#tell(id, account, (reader) => reader.changed.add(id));
  }

  gone(id: string, account: string): void {
    this.#tell(id, account, (reader) => {
      reader.changed.delete(id);
      reader.gone.add(id);
    });
  }

  /** Readers end. */
  close(): void {
    this.#closed = true;
    for (const reader of this.#readers) reader.wake();
  }

  /**
   * What changes from now on, at most so many jobs at once, until the signal is aborted or the feed closed. `pace` is
   * waited for before each time.
   */
  async *read(
    {
      owner,
      most,
      pace,
    }: { readonly owner: string | null; readonly most: number; readonly pace: () => Promise<void> },
    signal: AbortSignal,
  ): AsyncGenerator<JobChanges> {
    const reader: Reader = { owner, changed: new Set(), gone: new Set(), missed: false, wake: () => {} };
    this.#readers.add(reader);
    const wake = () => reader.wake();
    signal.addEventListener('abort', wake);
    try {
      for (;;) {
        while (!hasNews(reader) && !signal.aborted && !this.#closed)
          await new Promise<void>((resolve) => {
            reader.wake = resolve;
          });
        if (signal.aborted || this.#closed) return;
        await pace();
        yield taken(reader, most);
      }
    } finally {
      signal.removeEventListener('abort', wake);
      this.#readers.delete(reader);
    }
  }

  #tell(id: string, account: string, note: (reader: Reader) => void): void {
    for (const listener of this.#listeners) listener(id);
    for (const reader of this.#readers) {
      if (reader.owner !== null && reader.owner !== account) continue;
      if (reader.changed.size + reader.gone.size < mostRemembered) note(reader);
      else reader.missed = true;
      reader.wake();
    }
  }
}

function hasNews({ changed, gone, missed }: Reader): boolean {
  return changed.size > 0 || gone.size > 0 || missed;
}

function taken(reader: Reader, most: number): JobChanges {
  const take = (from: Set<string>) => {
    const some = [...from].slice(0, most);
    for (const id of some) from.delete(id);
    return some;
  };
  const { missed } = reader;
  reader.missed = false;
  return { changed: take(reader.changed), gone: take(reader.gone), missed };
}
