import type { components, paths } from './generated/schema.ts';
import { away, type Problem, problemIn } from './problem.ts';

export type Schemas = components['schemas'];
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The paths that have the method, as the OpenAPI document names them. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, object> ? P : never;
}[keyof paths];

type Operation<M extends Method, P extends PathOf<M>> =
  paths[P] extends Record<M, infer Found> ? Found : never;
type Part<Op, Name extends 'path' | 'query'> = Op extends { parameters: Partial<Record<Name, infer Found>> }
  ? Exclude<Found, undefined>
  : never;
type Body<Op> = Op extends { requestBody?: { content: { 'application/json': infer Found } } } ? Found : never;
type Good<Responses> = Responses[keyof Responses & (200 | 201 | 202)];

/** What the route answers in JSON where it grants; undefined where it answers without a body. */
export type Answer<M extends Method, P extends PathOf<M>> =
  Operation<M, P> extends { responses: infer Responses }
    ? Good<Responses> extends { content: { 'application/json': infer Found } }
      ? Found
      : undefined
    : never;

/** What a request fills in of its route. */
export interface Filled<M extends Method, P extends PathOf<M>> {
  readonly path?: Part<Operation<M, P>, 'path'>;
  readonly query?: Part<Operation<M, P>, 'query'>;
  readonly body?: Body<Operation<M, P>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Who asks: the token at the moment of asking, and who is told when it is not taken any more. */
export interface Asker {
  token(): string | null;
  /** The token is none of this chief any more, or its account is blocked. */
  onShutOut(problem: Problem): void;
  /** Whether the chief answers. */
  onReached(reached: boolean): void;
}

/** Asks the chief that served the page. Every path and shape is one of its OpenAPI document; refusals are thrown. */
export class Client {
  readonly #asker: Asker;

  constructor(asker: Asker) {
    this.#asker = asker;
  }

  /** Resolves with the JSON of the answer. Throws {@link Problem}. */
  async ask<M extends Method, P extends PathOf<M>>(
    method: M,
    path: P,
    filled: Filled<M, P> = {},
  ): Promise<Answer<M, P>> {
    const response = await this.open(method, path, filled);
    if (response.status === 204) return undefined as Answer<M, P>;
    return (await response.json().catch(() => {
      throw away();
    })) as Answer<M, P>;
  }

  /** Resolves with an answer whose body is still to be read. Throws {@link Problem}. */
  async open<M extends Method, P extends PathOf<M>>(
    method: M,
    path: P,
    { path: parts, query, body, headers, signal }: Filled<M, P> = {},
  ): Promise<Response> {
    const request: RequestInit = {
      method: method.toUpperCase(),
      headers: {
        ...this.#authorization(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      cache: 'no-store',
      credentials: 'omit',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    };
    const response = await fetch(addressOf(path, parts, query), request).catch((error: unknown) => {
      if (signal?.aborted === true) throw error;
      this.#asker.onReached(false);
      throw away();
    });
    this.#asker.onReached(true);
    if (response.ok) return response;
    throw this.#told(await problemIn(response));
  }

  /**
   * Uploads bytes as they are, telling how many have gone. With fetch nobody learns how far an upload is. Throws
   * {@link Problem}.
   */
  upload<M extends 'post' | 'patch', P extends PathOf<M>>(
    method: M,
    path: P,
    {
      path: parts,
      query,
      headers,
      body,
      signal,
    }: Pick<Filled<M, P>, 'path' | 'query' | 'headers' | 'signal'> & { readonly body: Blob },
    onSent: (bytes: number) => void = () => {},
  ): Promise<Answer<M, P>> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(method.toUpperCase(), addressOf(path, parts, query));
      const given = { 'content-type': 'application/octet-stream', ...this.#authorization(), ...headers };
      for (const [name, value] of Object.entries(given)) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ loaded }) => onSent(loaded);
      request.onload = () => {
        this.#asker.onReached(true);
        const headers = new Headers();
        const wait = request.getResponseHeader('retry-after');
        if (wait !== null) headers.set('retry-after', wait);
        const response = new Response(request.status === 204 ? null : request.responseText, {
          status: request.status,
          headers,
        });
        if (response.ok) response.json().then((answer) => resolve(answer as Answer<M, P>), reject);
        else problemIn(response).then((problem) => reject(this.#told(problem)), reject);
      };
      request.onerror = () => {
        this.#asker.onReached(false);
        reject(away());
      };
      request.onabort = () => reject(new DOMException('stopped', 'AbortError'));
      signal?.addEventListener('abort', () => request.abort());
      request.send(body);
    });
  }

  #authorization(): Readonly<Record<string, string>> {
    const token = this.#asker.token();
    return token === null ? {} : { authorization: `Bearer ${token}` };
  }

  #told(problem: Problem): Problem {
    if (problem.status === 401 || problem.code === 'account-blocked') this.#asker.onShutOut(problem);
    return problem;
  }
}

/** The address of a route with its parts filled in, each encoded. */
export function addressOf(path: string, parts?: unknown, query?: unknown): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String((parts as Readonly<Record<string, unknown>>)[name])),
  );
  const given = Object.entries(query ?? {}).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return search === '' ? filled : `${filled}?${search}`;
}
