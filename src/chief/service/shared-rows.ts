import type { Clock } from '../../model/clock.ts';
import { inertJson } from '../../text/inert-text.ts';
import type { JobRow } from '../job-view.ts';

export interface SharedRowsParts {
  readonly clock: Clock;
  /** The row of a job as it is now; null where there is none. */
  readonly rowOf: (id: string) => Promise<JobRow | null>;
}

/** What a row says of others, as its place in the queue, may be so old. */
const freshMs = 100;
const mostKept = 1000;

/**
 * Rows of jobs as JSON, for many readers that learn of the same change at about the same time: the store is asked once,
 * and the text is made once, however many they are.
 */
export class SharedRows {
  readonly #parts: SharedRowsParts;
  readonly #rows = new Map<string, { readonly atMs: number; readonly json: Promise<string | null> }>();

  constructor(parts: SharedRowsParts) {
    this.#parts = parts;
  }

  /** The job has changed: what was begun to be looked up before may be from before. */
  changed(id: string): void {
    this.#rows.delete(id);
  }

  /** Null where there is no such job. */
  json(id: string): Promise<string | null> {
    const now = this.#parts.clock.now();
    const kept = this.#rows.get(id);
    if (kept !== undefined && now - kept.atMs < freshMs) return kept.json;
    const json = this.#look(id);
    if (this.#rows.size >= mostKept) this.#rows.clear();
    this.#rows.set(id, { atMs: now, json });
    // Whoever asks next asks anew.
    json.catch(() => this.#rows.delete(id));
    return json;
  }

  async #look(id: string): Promise<string | null> {
    const row = await this.#parts.rowOf(id);
    if (row === null) return null;
    const { sequence: _, ...shown } = row;
    return inertJson(JSON.stringify(shown));
  }
}
