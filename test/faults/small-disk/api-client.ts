export type Body = string | Uint8Array<ArrayBuffer>;

/** Whoever speaks HTTP to a chief with one token. */
export class ApiClient {
  readonly #address: string;
  readonly #token: string;

  constructor(address: string, token: string) {
    this.#address = address;
    this.#token = token;
  }

  /** Whatever the answer is. */
  ask(method: string, path: string, body?: Body, type?: string): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#token}`, ...(type && { 'content-type': type }) };
    return fetch(`${this.#address}/api/v1${path}`, { method, headers, ...(body && { body }) });
  }

  /** Whether what is told at a path comes to its end in time. */
  async endsWithin(ms: number, path: string): Promise<boolean> {
    const headers = { authorization: `Bearer ${this.#token}` };
    try {
      const signal = AbortSignal.timeout(ms);
      await (await fetch(`${this.#address}/api/v1${path}`, { headers, signal })).arrayBuffer();
      return true;
    } catch (error) {
      if ((error as Error).name === 'TimeoutError') return false;
      throw error;
    }
  }

  /** Throws for anything but a success. */
  async json<Answer>(method: string, path: string, body?: Body, type?: string): Promise<Answer> {
    const answer = await this.ask(method, path, body, type);
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }
}
