import { signal } from '@preact/signals';
import type { Client } from '../../api/client.ts';
import { pause } from '../../api/follow.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { appended, type LogLine, mostLines, readJsonLines } from '../../state/log-lines.ts';

/** Which lines are wanted; what is empty or null does not restrict. */
export interface LogFilter {
  readonly role: '' | 'splitter' | 'worker' | 'merger';
  readonly worker: string;
  readonly fragment: string;
  readonly stream: '' | 'stdout' | 'stderr';
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
  readonly text: string;
}

export const everyLine: LogFilter = {
  ...{ role: '', worker: '', fragment: '', stream: '', text: '' },
  ...{ sinceMs: null, untilMs: null },
};

const tail = 1000;
const everyMs = 1000;

/** The lines of a job that a filter leaves: the last of them, and those that come. */
export class LogFeed {
  readonly lines = signal<readonly LogLine[]>([]);
  readonly problem = signal<Problem | null>(null);
  readonly cut = signal(false);
  readonly loaded = signal(false);
  readonly #client: Client;
  readonly #id: string;
  #stop = new AbortController();

  constructor(client: Client, id: string) {
    this.#client = client;
    this.#id = id;
  }

  /** Shows the lines of the filter, those to come as well where the job is `live`, and gives what ends it. */
  show(filter: LogFilter, live: boolean): () => void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.lines.value = [];
    this.cut.value = false;
    this.loaded.value = false;
    void this.#run(filter, live, this.#stop.signal);
    return () => this.#stop.abort();
  }

  async #run(filter: LogFilter, live: boolean, stopped: AbortSignal): Promise<void> {
    let since = filter.sinceMs;
    while (!stopped.aborted) {
      let waitMs = everyMs;
      try {
        const more = await this.#read(filter, since, stopped);
        if (stopped.aborted) return;
        if (more.length >= tail) this.cut.value = true;
        const fresh = withoutKnown(this.lines.value, more);
        if (fresh.length > 0) this.lines.value = appended(this.lines.value, fresh);
        if (this.lines.value.length >= mostLines) this.cut.value = true;
        since = this.lines.value.at(-1)?.atMs ?? since;
        this.problem.value = null;
        this.loaded.value = true;
        if (!live || (filter.untilMs !== null && filter.untilMs < Date.now())) return;
      } catch (error) {
        if (stopped.aborted) return;
        const problem = asProblem(error);
        this.problem.value = problem.status === 0 ? null : problem;
        if (!problem.passes) return;
        waitMs = (problem.waitSeconds ?? 2) * 1000;
      }
      await pause(waitMs, stopped);
    }
  }

  async #read(filter: LogFilter, since: number | null, signal: AbortSignal): Promise<readonly LogLine[]> {
    const query = {
      tail,
      ...(filter.role === '' ? {} : { role: filter.role }),
      ...(filter.stream === '' ? {} : { stream: filter.stream }),
      ...(filter.untilMs === null ? {} : { until: filter.untilMs }),
      ...(filter.worker === '' ? {} : { worker: Number(filter.worker) }),
      ...(filter.fragment === '' ? {} : { fragment: Number(filter.fragment) }),
      ...(filter.text === '' ? {} : { text: filter.text }),
      ...(since === null ? {} : { since }),
    };
    const answer = await this.#client.open('get', '/api/v1/jobs/{id}/logs', {
      path: { id: this.#id },
      query,
      signal,
    });
    const lines: LogLine[] = [];
    if (answer.body !== null) for await (const line of readJsonLines<LogLine>(answer.body)) lines.push(line);
    return lines;
  }
}

/** What comes after the lines that are known, of lines since the moment of the last of them. */
export function withoutKnown(known: readonly LogLine[], told: readonly LogLine[]): readonly LogLine[] {
  const lastMs = known.at(-1)?.atMs ?? null;
  if (lastMs === null) return known.length === 0 ? told : told.slice(known.length);
  const sameMoment = known.filter(({ atMs }) => atMs === lastMs).length;
  const later = told.filter(({ atMs }) => atMs != null && atMs >= lastMs);
  return later.slice(sameMoment);
}
