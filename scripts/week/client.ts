import { once } from 'node:events';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';

/** By which way a chief is spoken to. */
export interface Door {
  /** Such as `http://127.0.0.1:7878`. */
  readonly origin: string;
  /** Of a server with TLS: what its certificate is verified with, and the name that it has to be of. */
  readonly tls?: { readonly ca: Buffer; readonly host: string };
}

export interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly type?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at field by field.
  readonly json: any;
}

/** Whoever speaks HTTP to a chief with one token, or with none. */
export class Client {
  readonly #door: Door;
  readonly #token: string | null;
  readonly #agent: HttpAgent;

  constructor(door: Door, token: string | null) {
    this.#door = door;
    this.#token = token;
    this.#agent = door.tls === undefined ? new HttpAgent() : new HttpsAgent({ keepAlive: true });
  }

  /** The answer's head; who asks reads the rest. Paths are below `/api/v1` unless they begin with two slashes. */
  async open(
    method: string,
    path: string,
    { headers = {}, body, type }: Asked = {},
  ): Promise<IncomingMessage> {
    const { origin, tls } = this.#door;
    const url = `${origin}${path.startsWith('//') ? path.slice(1) : `/api/v1${path}`}`;
    const sent = {
      ...(this.#token !== null && { authorization: `Bearer ${this.#token}` }),
      ...(type !== undefined && { 'content-type': type }),
      ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
      ...(tls !== undefined && { host: tls.host }),
      ...headers,
    };
    const asked =
      tls === undefined
        ? httpRequest(url, { method, headers: sent, agent: this.#agent })
        : httpsRequest(url, { method, headers: sent, agent: this.#agent, ca: tls.ca, servername: tls.host });
    asked.end(body);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return answer;
  }

  /** Whatever the answer is. */
  async ask(method: string, path: string, asked: Asked = {}): Promise<Answer> {
    const answer = await this.open(method, path, asked);
    const body = await buffer(answer);
    const isJson = /\bjson\b/.test(answer.headers['content-type'] ?? '');
    const json = isJson ? JSON.parse(body.toString()) : null;
    return { status: answer.statusCode!, headers: answer.headers, body, json };
  }

  /** Throws for anything but a success. */
  async must(method: string, path: string, asked: Asked = {}): Promise<Answer> {
    const answer = await this.ask(method, path, asked);
    if (answer.status < 300) return answer;
    throw new Error(`${method} ${path}: ${answer.status} ${answer.body.toString().slice(0, 500)}`);
  }

  /** The job that was made of it. */
  async submit(digest: string, given: object = {}): Promise<{ readonly id: string }> {
    const body = JSON.stringify({ package: digest, ...given });
    return (await this.must('POST', '/jobs', { body, type: 'application/json' })).json.job;
  }

  async upload(name: string, tar: Buffer): Promise<string> {
    const asked = { body: tar, type: 'application/x-tar' };
    return (await this.must('POST', `/packages?name=${name}`, asked)).json.package.digest;
  }

  /** Waits for a job's end by what is told of it, and returns it. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at field by field.
  async ended(id: string): Promise<any> {
    for (;;) {
      await this.must('GET', `/jobs/${id}/events`);
      const { job } = (await this.must('GET', `/jobs/${id}`)).json;
      if (job.endedAtMs !== null) return job;
    }
  }

  /** The same token by another way. */
  through(door: Door): Client {
    return new Client(door, this.#token);
  }

  close(): void {
    this.#agent.destroy();
  }
}
