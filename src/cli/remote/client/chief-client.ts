import type { Readable } from 'node:stream';
import { inertLine } from '../../../text/inert-text.ts';
import { AnswerShapes, type AnswerTypes } from './answer-shapes.ts';
import { ChiefError, exitCodeOfProblem } from './chief-error.ts';
import { type FoundChief, usualAddress } from './find-chief.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface RequestParts {
  /** Sent as JSON. */
  readonly json?: object;
  /** Sent as it comes; `bytes` where its length is known. */
  readonly body?: { readonly stream: Readable; readonly bytes: number | null };
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | undefined>>;
}

/** Most bytes of an answer; those of this API are shorter: a page of jobs has a few hundred KiB. */
const mostAnswerBytes = 64 * 1024 * 1024;

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no machine of that name',
  EAI_AGAIN: 'the name cannot be looked up now',
  ECONNRESET: 'the connection was closed',
  EPIPE: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
  ETIMEDOUT: 'it does not answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'it does not answer in time',
  UND_ERR_BODY_TIMEOUT: 'nothing came any more',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
};

/** Why TLS came to nothing, with what to do about it. */
const trustIt =
  'Have it trusted with NODE_EXTRA_CA_CERTS=FILE, the certificate of its authority, or ask its operator for one of a public authority.';
const unknownSigner = {
  reason: 'its certificate is signed by nobody that this machine knows',
  help: trustIt,
};
const plainHttp = {
  reason: 'it does not speak TLS there',
  help: 'Where that is the chief itself, its address has to begin with http://; see BUTCHER_CHIEF, or "chief" in the configuration file.',
};
const tlsFaults: Readonly<Record<string, { readonly reason: string; readonly help: string }>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: { reason: 'its certificate is signed by itself alone', help: trustIt },
  SELF_SIGNED_CERT_IN_CHAIN: unknownSigner,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownSigner,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownSigner,
  CERT_HAS_EXPIRED: { reason: 'its certificate has expired', help: 'Ask its operator to renew it.' },
  CERT_NOT_YET_VALID: {
    reason: 'its certificate is not valid yet',
    help: 'Look at the clocks of this machine and of its own.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    reason: 'its certificate is for another name',
    help: 'Name the chief in BUTCHER_CHIEF as its certificate does.',
  },
};

/**
 * Asks a chief, and believes it nothing: other addresses that it names are not followed, answers are bounded and held
 * against the API's schemas. Whatever is not the answer asked for is thrown as a {@link ChiefError}.
 */
export class ChiefClient {
  readonly shapes = new AnswerShapes();

  constructor(
    readonly chief: FoundChief,
    /** Ends requests that are under way, with the signal's reason. */
    readonly signal: AbortSignal,
  ) {}

  /** The answer in JSON, of that shape. `path` comes after `/api/v1`. */
  async ask<Name extends keyof AnswerTypes>(
    shape: Name,
    method: Method,
    path: string,
    parts: RequestParts = {},
  ): Promise<AnswerTypes[Name]> {
    const response = await this.open(method, path, parts);
    const value = parsed(await this.#text(response));
    if (this.shapes.matches(shape, value)) return value;
    throw this.#foreign('Its answer is none that this version knows.');
  }

  /** For answers without a body. */
  async tell(method: Method, path: string): Promise<void> {
    await (await this.open(method, path)).body?.cancel();
  }

  /** The whole list, page by page. */
  async *list<Name extends 'packages' | 'datasets' | 'jobs' | 'fragments' | 'deliveries' | 'tokens'>(
    name: Name,
    path: string,
    query: Readonly<Record<string, string | undefined>> = {},
  ): AsyncGenerator<AnswerTypes[Name]['items'][number]> {
    let cursor: string | undefined;
    for (;;) {
      const page: AnswerTypes[Name] = await this.ask(name, 'GET', path, { query: { ...query, cursor } });
      yield* page.items;
      // A page may be empty where many were looked through; what does not go on towards the end is no list.
      if (page.next === null || (cursor !== undefined && Number(page.next) === Number(cursor))) return;
      cursor = page.next;
    }
  }

  /** An answer whose body is the caller's to read or cancel. */
  async open(method: Method, path: string, parts: RequestParts = {}): Promise<Response> {
    const response = await this.#send(method, path, parts);
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw this.#redirected(response.headers.get('location'));
    }
    if (!response.ok) throw await this.#problem(response);
    return response;
  }

  /** What went wrong while a body was read. */
  lost(error: unknown): ChiefError {
    if (this.signal.aborted) throw this.signal.reason;
    return new ChiefError(
      'lost',
      `The connection to the chief at ${this.shown} broke off: ${networkReason(error)}.`,
      'Try again.',
      4,
      null,
      { cause: error },
    );
  }

  get shown(): string {
    return inertLine(this.chief.address);
  }

  async #send(method: Method, path: string, { json, body, headers, query }: RequestParts): Promise<Response> {
    const { address, token } = this.chief;
    const url = new URL(`${address}/api/v1${path}`);
    for (const [name, value] of Object.entries(query ?? {}))
      if (value !== undefined) url.searchParams.set(name, value);
    const streamed = body !== undefined && {
      // The declared type of fetch leaves out the iterables that it takes as bodies.
      body: body.stream as unknown as ReadableStream,
      duplex: 'half' as const,
    };
    try {
      return await fetch(url, {
        method,
        redirect: 'manual',
        signal: this.signal,
        headers: {
          ...(token !== null && { authorization: `Bearer ${token}` }),
          ...(json !== undefined && { 'content-type': 'application/json' }),
          ...(body !== undefined && { 'content-type': 'application/octet-stream' }),
          ...(body != null && body.bytes !== null && { 'content-length': String(body.bytes) }),
          ...headers,
        },
        ...(json !== undefined && { body: JSON.stringify(json) }),
        ...streamed,
      });
    } catch (error) {
      if (this.signal.aborted) throw this.signal.reason;
      const own = body?.stream.errored;
      if (own != null) throw own;
      throw this.#unreachable(error);
    }
  }

  async #problem(response: Response): Promise<ChiefError> {
    const { status } = response;
    const value = parsed(await this.#text(response));
    if (!this.shapes.matches('problem', value))
      return this.#foreign(`It answered ${status} without a reason that this version knows.`);
    const { code, detail, help, report = null } = value;
    const wait = response.headers.get('retry-after');
    const waiting = wait !== null && /^\d{1,6}$/.test(wait) ? ` Wait ${wait} s at least.` : '';
    const remedy = status === 401 ? this.#tokenHelp() : `${help}${waiting}`;
    return new ChiefError(code, detail, remedy, exitCodeOfProblem(status, code), report);
  }

  #tokenHelp(): string {
    const how = 'Set BUTCHER_TOKEN, or "token" in the configuration file, to one that the operator of';
    return `${how} ${this.shown} made with \`butcher token create\`.`;
  }

  async #text(response: Response): Promise<string> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
        bytes += chunk.length;
        if (bytes > mostAnswerBytes) throw this.#foreign('Its answer does not end.');
        chunks.push(Buffer.from(chunk));
      }
    } catch (error) {
      throw error instanceof ChiefError ? error : this.lost(error);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  #unreachable(error: unknown): ChiefError {
    const { address } = this.chief;
    const help =
      tlsFault(codeOf(error))?.help ??
      (address === usualAddress
        ? 'Start one with `butcher serve`, or name another with BUTCHER_CHIEF.'
        : 'See whether it runs and whether the address is right: BUTCHER_CHIEF, or "chief" in the configuration file.');
    const message = `No chief answers at ${this.shown}: ${networkReason(error)}.`;
    return new ChiefError('no-chief', message, help, 4, null, { cause: error });
  }

  #redirected(location: string | null): ChiefError {
    const elsewhere = location === null ? 'another address' : location;
    return new ChiefError(
      'redirected',
      `What answers at ${this.shown} sends on to ${elsewhere}, and the token is not sent there.`,
      'Where that is the chief, set BUTCHER_CHIEF to its own address.',
      4,
    );
  }

  #foreign(reason: string): ChiefError {
    return new ChiefError(
      'foreign-answer',
      `What answers at ${this.shown} does not answer as a chief does. ${reason}`,
      'See whether the address is right, and whether `butcher --version` is that of the chief.',
      4,
    );
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A failed request in words. */
export function networkReason(error: unknown): string {
  const code = codeOf(error);
  const { message } = rootOf(error);
  return tlsFault(code)?.reason ?? reasons[code] ?? inertLine(message || code);
}

function tlsFault(code: string): { readonly reason: string; readonly help: string } | undefined {
  return code === 'EPROTO' || code.startsWith('ERR_SSL_') ? plainHttp : tlsFaults[code];
}

function codeOf(error: unknown): string {
  return rootOf(error).code ?? '';
}

/** Fetch tells the reason as its error's cause. */
function rootOf(error: unknown): NodeJS.ErrnoException {
  const { cause } = error as Error;
  return (cause instanceof Error ? cause : error) as NodeJS.ErrnoException;
}
