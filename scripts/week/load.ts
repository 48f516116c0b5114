import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Asked, Client } from './client.ts';
import { type Numbers, numbersTar, wrongNumbers } from './packages.ts';

export interface LoadedJob {
  readonly account: string;
  readonly numbers: Numbers;
  /** Of its results, once they were fetched. */
  tar: Buffer | null;
}

/** How soon it is tried again what was refused for the moment, whatever Retry-After says: the more is asked. */
const againMs = 200;

/**
 * Accounts that submit, read and fetch all the time, as programs do that know what 503 means: they send it again, a
 * POST with its Idempotency-Key. Whatever else goes wrong is kept as a sentence.
 */
export class Load {
  /** By id. */
  readonly jobs = new Map<string, LoadedJob>();
  readonly wrong: string[] = [];
  /** How often each status was answered; 503 with its code. */
  readonly answers = new Map<string, number>();
  readonly #clients: ReadonlyMap<string, Client>;
  readonly #digests = new Map<string, string>();
  readonly #sizes: Pick<Numbers, 'fragments' | 'seconds'>;
  #until = Promise.resolve<unknown>(null);
  #stopped = false;

  constructor(clients: ReadonlyMap<string, Client>, sizes: Pick<Numbers, 'fragments' | 'seconds'>) {
    this.#clients = clients;
    this.#sizes = sizes;
  }

  /** Uploads what the accounts will run, and begins. */
  async begin(): Promise<void> {
    for (const [account, client] of this.#clients) {
      const tar = await numbersTar({ word: account, ...this.#sizes });
      this.#digests.set(account, await client.upload('numbers', tar));
    }
    this.#until = Promise.all(
      [...this.#clients].flatMap(([account, client]) => [this.#work(account, client), this.#read(client)]),
    );
  }

  /** Submits no more, and returns when every job has ended with the right bytes, or is among what is wrong. */
  async end(): Promise<void> {
    this.#stopped = true;
    await this.#until;
    for (const [id, job] of this.jobs) await this.#fetch(id, job);
  }

  /** Jobs whose results were fetched. */
  get done(): ReadonlyMap<string, LoadedJob> {
    return new Map([...this.jobs].filter(([, { tar }]) => tar !== null));
  }

  /** Waits until so many more than now were done. */
  async more(jobs: number): Promise<void> {
    const before = this.done.size;
    while (this.done.size < before + jobs && this.wrong.length === 0) await delay(againMs);
  }

  get told(): string {
    return [...this.answers]
      .sort()
      .map(([what, count]) => `${count}× ${what}`)
      .join(', ');
  }

  async #work(account: string, client: Client): Promise<void> {
    const numbers = { word: account, ...this.#sizes };
    while (!this.#stopped && this.wrong.length === 0) {
      const body = JSON.stringify({ package: this.#digests.get(account), options: { workers: 1 } });
      const headers = { 'idempotency-key': randomUUID() };
      const answer = await this.#ask(client, 'POST', '/jobs', { body, headers, type: 'application/json' });
      if (answer === null) return;
      const job = { account, numbers, tar: null };
      this.jobs.set(answer.json.job.id, job);
      await this.#fetch(answer.json.job.id, job);
    }
  }

  async #read(client: Client): Promise<void> {
    while (!this.#stopped && this.wrong.length === 0) {
      for (const path of ['/jobs/rows?limit=50', '/status', '/me', '/jobs/counts'])
        await this.#ask(client, 'GET', path);
      await delay(againMs / 4);
    }
  }

  async #fetch(id: string, job: LoadedJob): Promise<void> {
    const client = this.#clients.get(job.account)!;
    while (job.tar === null && this.wrong.length === 0) {
      const answer = await this.#ask(client, 'GET', `/jobs/${id}`);
      const { state, endedAtMs, failure } = answer?.json.job ?? {};
      if (answer === null || (endedAtMs !== null && state !== 'done')) {
        if (answer !== null) this.wrong.push(`job ${id} is ${state}: ${JSON.stringify(failure)}`);
        return;
      }
      if (state !== 'done') {
        await delay(againMs);
        continue;
      }
      const results = await this.#ask(client, 'GET', `/jobs/${id}/results`);
      if (results === null) return;
      const wrong = await wrongNumbers(results.body, job.numbers);
      if (wrong !== null) this.wrong.push(`job ${id}: ${wrong}`);
      job.tar = results.body;
    }
  }

  /** Null where it is among what is wrong. */
  async #ask(client: Client, method: string, path: string, asked: Asked = {}): Promise<Answer | null> {
    for (;;) {
      const answer = await client.ask(method, path, asked).catch((error: unknown) => error as Error);
      if (answer instanceof Error) {
        this.wrong.push(`${method} ${path}: ${answer.message}`);
        return null;
      }
      const { status, headers, json, body } = answer;
      const what = status === 503 ? `503 ${json?.code}` : String(status);
      this.answers.set(what, (this.answers.get(what) ?? 0) + 1);
      if (status < 300) return answer;
      if (status !== 503 || headers['retry-after'] === undefined) {
        this.wrong.push(`${method} ${path}: ${status} ${body.toString().slice(0, 300)}`);
        return null;
      }
      await delay(againMs);
    }
  }
}
