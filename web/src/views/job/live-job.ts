import { batch, signal } from '@preact/signals';
import type { Client, Schemas } from '../../api/client.ts';
import { follow } from '../../api/follow.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { paced } from '../../state/paced.ts';

export type Job = Schemas['Job'];
export type Timeline = Schemas['Timeline'];

/** One job as it is now: the job itself, and the picture of its fragments for as long as it runs. */
export class LiveJob {
  readonly job = signal<Job | null>(null);
  readonly timeline = signal<Timeline | null>(null);
  readonly problem = signal<Problem | null>(null);
  readonly id: string;
  readonly #client: Client;
  readonly #stop = new AbortController();

  constructor(client: Client, id: string) {
    this.#client = client;
    this.id = id;
  }

  /** Follows the job until the stop that is given back is called. */
  start(): () => void {
    void this.#run();
    return () => this.#stop.abort();
  }

  /** Asks for the job again, as after something was done to it. */
  async reload(): Promise<void> {
    const { job } = await this.#client.ask('get', '/api/v1/jobs/{id}', {
      path: { id: this.id },
      signal: this.#stop.signal,
    });
    this.job.value = job;
  }

  /** Something began it anew: follow it again. */
  async goOn(): Promise<void> {
    await this.reload();
    void this.#follow();
  }

  async #run(): Promise<void> {
    try {
      await this.reload();
      await this.#follow();
    } catch (error) {
      if (!this.#stop.signal.aborted) this.problem.value = asProblem(error);
    }
  }

  async #follow(): Promise<void> {
    const { signal: stopped } = this.#stop;
    const path = { id: this.id };
    const updates = paced<Timeline>((told) => {
      const latest = told.at(-1)!;
      batch(() => {
        const changed = latest.state !== this.timeline.value?.state;
        this.timeline.value = latest;
        if (changed && latest.state !== this.job.value?.state) void this.reload().catch(() => {});
      });
    });
    const open = (_after: string | null, signal: AbortSignal) =>
      this.#client.open('get', '/api/v1/jobs/{id}/timeline/events', { path, signal });
    const onTrouble = (problem: Problem | null) => {
      this.problem.value = problem === null || problem.status === 0 ? null : problem;
    };
    try {
      for await (const { type, data } of follow({ open, signal: stopped, onTrouble })) {
        if (type !== 'timeline') continue;
        const told = JSON.parse(data) as Timeline;
        updates.add(told);
        if (!hasMore(told)) break;
      }
      updates.flush();
      if (!stopped.aborted) await this.reload();
    } catch (error) {
      if (!stopped.aborted) this.problem.value = asProblem(error);
    } finally {
      updates.stop();
    }
  }
}

function hasMore({ state }: Timeline): boolean {
  return !['done', 'failed', 'refused', 'cancelled'].includes(state);
}
