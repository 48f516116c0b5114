import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { Schemas } from '../api/client.ts';

export type JobRow = Schemas['JobRow'];
export type JobState = JobRow['state'];

/** Which jobs are wanted; what is null or empty does not restrict. */
export interface JobFilter {
  readonly states: readonly JobState[];
  readonly account: string;
  readonly package: string;
  readonly dataset: string;
  readonly text: string;
  /** The latest jobs alone: so many hours back; null for all. */
  readonly hours: number | null;
}

export const everyJob: JobFilter = {
  states: [],
  account: '',
  package: '',
  dataset: '',
  text: '',
  hours: null,
};

/** The filter as the routes take it. */
export function filterQuery(filter: JobFilter, nowMs: number) {
  const { states, hours, account, package: digest, dataset, text } = filter;
  return {
    ...(states.length === 0 ? {} : { state: states.join(',') }),
    ...(account === '' ? {} : { account }),
    ...(digest === '' ? {} : { package: digest }),
    ...(dataset === '' ? {} : { dataset }),
    ...(text.trim() === '' ? {} : { text: text.trim() }),
    ...(hours === null ? {} : { since: Math.floor((nowMs - hours * 3_600_000) / 60_000) * 60_000 }),
  };
}

/** Whether a row that is told of belongs to the list; the text is sought in id and name, as the chief does it. */
export function matches(row: JobRow, filter: JobFilter, nowMs: number): boolean {
  const text = filter.text.trim().toLowerCase();
  return (
    (filter.states.length === 0 || filter.states.includes(row.state)) &&
    (filter.account === '' || row.account === filter.account) &&
    (filter.package === '' || row.package === filter.package) &&
    (filter.hours === null || row.createdAtMs >= nowMs - filter.hours * 3_600_000) &&
    (text === '' || [row.id, row.name].some((part) => part.toLowerCase().includes(text)))
  );
}

/** The jobs that the list holds, newest first, kept up to date by what the chief tells of them. */
export class JobRows {
  readonly #rows = signal<readonly JobRow[]>([]);
  readonly #byId = new Map<string, JobRow>();
  /** Ids of what is picked for an action. */
  readonly picked = signal<ReadonlySet<string>>(new Set());

  get rows(): ReadonlySignal<readonly JobRow[]> {
    return this.#rows;
  }

  row(id: string): JobRow | undefined {
    return this.#byId.get(id);
  }

  clear(): void {
    batch(() => {
      this.#byId.clear();
      this.#rows.value = [];
      this.picked.value = new Set();
    });
  }

  /** A page of the list, or rows that have changed and belong to it. */
  add(rows: readonly JobRow[]): void {
    const before = this.#byId.size;
    for (const row of rows) this.#byId.set(row.id, row);
    const grown = this.#byId.size !== before;
    this.#rows.value = grown
      ? [...this.#byId.values()].sort(newestFirst)
      : this.#rows.value.map((row) => this.#byId.get(row.id) ?? row);
  }

  /** What the stream of all jobs told: changed rows, and ids of jobs that are no more. */
  change(rows: readonly JobRow[], gone: readonly string[], filter: JobFilter, nowMs: number): void {
    // A row does not say which dataset it is of, so with that filter none joins but through the list.
    const staying = rows.filter(
      (row) => matches(row, filter, nowMs) && (filter.dataset === '' || this.#byId.has(row.id)),
    );
    const leaving = rows.filter((row) => !staying.includes(row)).map(({ id }) => id);
    batch(() => {
      if (staying.length > 0) this.add(staying);
      this.drop([...leaving, ...gone]);
    });
  }

  drop(ids: readonly string[]): void {
    const dropped = ids.filter((id) => this.#byId.delete(id));
    if (dropped.length === 0) return;
    batch(() => {
      this.#rows.value = this.#rows.value.filter((row) => this.#byId.has(row.id));
      this.picked.value = new Set([...this.picked.value].filter((id) => this.#byId.has(id)));
    });
  }

  pick(ids: readonly string[], picked: boolean): void {
    const all = new Set(this.picked.value);
    for (const id of ids) picked ? all.add(id) : all.delete(id);
    this.picked.value = all;
  }
}

function newestFirst(one: JobRow, other: JobRow): number {
  if (one.createdAtMs !== other.createdAtMs) return other.createdAtMs - one.createdAtMs;
  return one.id < other.id ? 1 : -1;
}
