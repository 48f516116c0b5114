import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import type { ServingChief } from '../../helpers/serving-chief.ts';

export type Files = Readonly<Record<string, string>>;

/** Asks a chief beside the page, to make what the page then shows. */
export class Api {
  readonly #chief: Pick<ServingChief, 'address'>;
  readonly #token: string;

  constructor(chief: Pick<ServingChief, 'address'>, token: string) {
    this.#chief = chief;
    this.#token = token;
  }

  get authorization(): { readonly authorization: string } {
    return { authorization: `Bearer ${this.#token}` };
  }

  async ask(
    method: string,
    path: string,
    body?: object | Buffer,
  ): Promise<Readonly<Record<string, unknown>>> {
    const raw = body instanceof Buffer;
    const answer = await fetch(`${this.#chief.address}/api/v1${path}`, {
      method,
      headers: {
        ...this.authorization,
        ...(body === undefined
          ? {}
          : { 'content-type': raw ? 'application/octet-stream' : 'application/json' }),
      },
      ...(body === undefined ? {} : { body: raw ? new Uint8Array(body) : JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
    return text === '' ? {} : JSON.parse(text);
  }

  async token(account: string, admin = false): Promise<{ readonly id: string; readonly token: string }> {
    return this.ask('POST', '/tokens', { account, admin }) as Promise<never>;
  }

  async upload(name: string, files: Files): Promise<string> {
    const { package: kept } = await this.ask('POST', `/packages?name=${name}`, await tarOf(files));
    return (kept as { readonly digest: string }).digest;
  }

  async dataset(name: string, text: string): Promise<string> {
    const path = `/datasets?name=${encodeURIComponent(name)}`;
    const { dataset } = await this.ask('POST', path, Buffer.from(text));
    return (dataset as { readonly id: string }).id;
  }

  async submit(digest: string, rest: object = {}): Promise<string> {
    const { job } = await this.ask('POST', '/jobs', { package: digest, ...rest });
    return (job as { readonly id: string }).id;
  }

  /** Resolves with the state in which a job has ended. */
  async ended(id: string): Promise<string> {
    const headers = this.authorization;
    const stream = await fetch(`${this.#chief.address}/api/v1/jobs/${id}/events`, { headers });
    await stream.text();
    const { job } = await this.ask('GET', `/jobs/${id}`);
    return (job as { readonly state: string }).state;
  }
}

export async function tarOf(files: Files): Promise<Buffer> {
  const tar = pack();
  for (const [name, text] of Object.entries(files)) tar.entry({ name }, text);
  tar.finalize();
  return buffer(Readable.from(tar));
}
