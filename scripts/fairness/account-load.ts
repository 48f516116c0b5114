import { setTimeout as delay } from 'node:timers/promises';
import { pick } from '../../test/faults/random.ts';
import type { Client } from '../week/client.ts';
import { numbersTar } from '../week/packages.ts';

export type Kind = 'small' | 'large' | 'mixed';

export const sizes = {
  small: { fragments: 2, seconds: 0.2, workers: 1 },
  large: { fragments: 60, seconds: 1, workers: 4 },
} as const;

export interface Submitted {
  readonly account: string;
  readonly size: keyof typeof sizes;
  createdAtMs: number;
  startedAtMs: number | null;
  /** As the API told it at last. */
  state: string;
  deleted: boolean;
  cancelledBy: 'owner' | 'operator' | null;
}

/** Jobs of one account that wait or run at any time. */
const atOnce = 3;
const lookEveryMs = 1000;

/** An account that always wants more: as soon as a job has ended, it submits another. */
export class AccountLoad {
  readonly jobs: Map<string, Submitted>;
  readonly #open = new Set<string>();
  readonly #digests = new Map<keyof typeof sizes, string>();

  constructor(
    readonly name: string,
    readonly kind: Kind,
    readonly weight: number,
    readonly client: Client,
    /** Of all accounts, by id. */
    all: Map<string, Submitted>,
    readonly random: () => number,
  ) {
    this.jobs = all;
  }

  /** Until then; what waits and runs at the end stays. Now and then it cancels or deletes one. */
  async workUntil(untilMs: number): Promise<void> {
    for (const size of ['small', 'large'] as const)
      this.#digests.set(
        size,
        await this.client.upload(size, await numbersTar({ word: size, ...sizes[size] })),
      );
    while (Date.now() < untilMs) {
      while (this.#open.size < atOnce) await this.#submit();
      await delay(lookEveryMs);
      await this.#look();
    }
  }

  async #submit(): Promise<void> {
    const size = this.kind === 'mixed' ? pick(['small', 'large'] as const, this.random) : this.kind;
    const { workers } = sizes[size];
    const { id } = await this.client.submit(this.#digests.get(size)!, { options: { workers } });
    this.#open.add(id);
    const fresh = { startedAtMs: null, state: 'queued', deleted: false, cancelledBy: null };
    this.jobs.set(id, { account: this.name, size, createdAtMs: Date.now(), ...fresh });
  }

  async #look(): Promise<void> {
    const { items } = (await this.client.must('GET', '/jobs/rows?limit=20')).json;
    for (const { id, state, createdAtMs, startedAtMs, endedAtMs } of items) {
      const job = this.jobs.get(id);
      if (job === undefined || job.cancelledBy !== null) continue;
      Object.assign(job, { state, createdAtMs, startedAtMs });
      if (endedAtMs === null) continue;
      const isNew = this.#open.delete(id);
      if (isNew && this.random() < 0.2) {
        await this.client.must('DELETE', `/jobs/${id}`);
        job.deleted = true;
      }
    }
    const waiting = [...this.#open].find((id) => this.jobs.get(id)!.state === 'queued');
    if (waiting !== undefined && this.random() < 0.01) await this.#cancel(waiting);
  }

  async #cancel(id: string): Promise<void> {
    const { status } = await this.client.ask('POST', `/jobs/${id}/cancel`);
    // It may have ended just before.
    if (status !== 200) return;
    this.#open.delete(id);
    Object.assign(this.jobs.get(id)!, { state: 'cancelled', cancelledBy: 'owner' });
  }
}
