import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';

interface Media {
  readonly schema: object;
}
interface Operation {
  readonly security?: readonly object[];
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: object }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

export interface ListedOperation extends Operation {
  readonly method: string;
  /** With `{…}` where a parameter goes. */
  readonly path: string;
}

/** Holds answers against the document that describes them. */
export class ApiContract {
  readonly operations: readonly ListedOperation[];
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });

  constructor(document: ApiDocument) {
    this.#ajv.addSchema(document, 'api');
    this.operations = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({
        ...operation,
        method: method.toUpperCase(),
        path,
      })),
    );
  }

  find(method: string, url: string): ListedOperation | null {
    const path = url.replace(/\?.*$/, '');
    const matches = (operation: ListedOperation) =>
      operation.method === method &&
      new RegExp(`^${operation.path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
    return this.operations.find(matches) ?? null;
  }

  /** Throws where an answer is not one that the document allows. */
  check(method: string, url: string, status: number, type: string | undefined, body: string): void {
    // HEAD is answered wherever GET is, and needs no description of its own.
    const operation = this.find(method, url) ?? (method === 'HEAD' ? this.find('GET', url) : null);
    if (operation === null) {
      if ([405, 501].includes(status) || (method === 'OPTIONS' && status === 204)) return;
      assert.equal(status, 404, `${method} ${url} is served and not described`);
      return;
    }
    const { responses } = operation;
    const key = [String(status), `${String(status)[0]}XX`].find((candidate) => candidate in responses);
    assert(key !== undefined, `${method} ${operation.path} may not answer ${status}: ${body}`);
    // The server takes bodies from answers to HEAD when it writes them.
    if (method === 'HEAD') return;
    const content = responses[key]!.content;
    if (content === undefined) {
      assert.equal(body, '', `${method} ${operation.path} answers ${status} without a body`);
      return;
    }
    const media = type?.replace(/;.*$/, '') ?? '';
    assert(media in content, `${method} ${operation.path} may not answer ${status} as ${media}`);
    if (!/[/+]json$/.test(media)) return;
    const at = ['paths', operation.path, method.toLowerCase(), 'responses', key, 'content', media, 'schema'];
    const pointer = at.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')));
    const validate = this.#ajv.getSchema(`api#/${pointer.join('/')}`);
    assert(validate, 'the document has a schema there');
    const fits = validate(JSON.parse(body));
    assert(
      fits,
      `${method} ${operation.path} ${status}: ${this.#ajv.errorsText(validate.errors)} in ${body}`,
    );
  }
}
