import { signal } from '@preact/signals';
import type { Client, Schemas } from '../../api/client.ts';
import { follow } from '../../api/follow.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { filterQuery, type JobFilter, type JobRow, type JobRows } from '../../state/job-rows.ts';
import { paced } from '../../state/paced.ts';

interface Told {
  readonly rows: readonly JobRow[];
  readonly gone: readonly string[];
}

const pageRows = 200;

/** Fills rows from the lists of the chief, and keeps them up to date by the stream of all jobs. */
export class JobsFeed {
  readonly counts = signal<Schemas['Machine']['jobs']>({});
  readonly problem = signal<Problem | null>(null);
  /** There are no more rows than those that were loaded. */
  readonly complete = signal(false);
  readonly #client: Client;
  readonly #rows: JobRows;
  #filter: JobFilter | null = null;
  #next: string | null = null;
  #loading = false;
  #stop = new AbortController();

  constructor(client: Client, rows: JobRows) {
    this.#client = client;
    this.#rows = rows;
  }

  /** Shows the jobs of the filter from now on, and gives what ends it. */
  show(filter: JobFilter): () => void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#filter = filter;
    this.#rows.clear();
    this.complete.value = false;
    this.#loading = false;
    const { signal: stopped } = this.#stop;
    void this.#follow(filter, stopped);
    return () => this.#stop.abort();
  }

  /** Loads the next page of the list. */
  async more(): Promise<void> {
    if (this.#loading || this.complete.value || this.#filter === null) return;
    const { signal: stopped } = this.#stop;
    this.#loading = true;
    try {
      await this.#page(this.#filter, this.#next, stopped);
    } catch (error) {
      if (!stopped.aborted) this.problem.value = asProblem(error);
    } finally {
      if (!stopped.aborted) this.#loading = false;
    }
  }

  async #follow(filter: JobFilter, stopped: AbortSignal): Promise<void> {
    const updates = paced<Told>((told) => {
      if (stopped.aborted) return;
      for (const { rows, gone } of told) this.#rows.change(rows, gone, filter, Date.now());
    });
    const open = async (_after: string | null, signal: AbortSignal) => {
      const query = filter.account === '' ? {} : { account: filter.account };
      const stream = await this.#client.open('get', '/api/v1/events', { query, signal });
      // Nothing is told again, so what the stream has missed is listed anew.
      await this.#refresh(filter, signal);
      return stream;
    };
    try {
      for await (const { type, data } of follow({ open, signal: stopped, onTrouble: this.#trouble })) {
        if (type === 'jobs') updates.add(JSON.parse(data) as Told);
        else if (type === 'counts') void this.#count(filter, stopped);
      }
    } catch (error) {
      this.problem.value = asProblem(error);
    } finally {
      updates.stop();
    }
  }

  readonly #trouble = (problem: Problem | null): void => {
    // Where the chief is away, the whole page says so.
    this.problem.value = problem === null || problem.status === 0 ? null : problem;
  };

  async #refresh(filter: JobFilter, stopped: AbortSignal): Promise<void> {
    this.#next = null;
    this.#rows.clear();
    await this.#page(filter, null, stopped);
    await this.#count(filter, stopped);
  }

  async #page(filter: JobFilter, cursor: string | null, stopped: AbortSignal): Promise<void> {
    let from = cursor;
    let found: readonly JobRow[] = [];
    // A page may be short, or empty, before the last one.
    do {
      const query = {
        ...filterQuery(filter, Date.now()),
        limit: pageRows,
        ...(from === null ? {} : { cursor: from }),
      };
      const { items, next } = await this.#client.ask('get', '/api/v1/jobs/rows', { query, signal: stopped });
      found = items;
      from = next;
    } while (found.length === 0 && from !== null);
    this.#next = from;
    this.#rows.add(found);
    this.problem.value = null;
    this.complete.value = from === null;
  }

  /** Of the account whose jobs are shown: the chief counts no jobs by what else there may be filtered by. */
  async #count({ account }: JobFilter, stopped: AbortSignal): Promise<void> {
    const query = account === '' ? {} : { account };
    try {
      const { counts } = await this.#client.ask('get', '/api/v1/jobs/counts', { query, signal: stopped });
      this.counts.value = counts;
    } catch (error) {
      if (!stopped.aborted && !asProblem(error).passes) this.problem.value = asProblem(error);
    }
  }
}
