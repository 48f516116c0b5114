import { Ajv, type ErrorObject } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';
import { inertLine } from '../text/inert-text.ts';
import { likeliest } from '../text/likeliest.ts';
import { HttpProblem } from './http-problem.ts';

const shownCharacters = 64;

const partNames: Readonly<Record<string, string>> = {
  body: 'The body',
  querystring: 'The query',
  headers: 'The headers',
};

/** What a keyword of a schema asks for, to follow "must". */
const inWords: Readonly<Record<string, (params: ErrorObject['params']) => string>> = {
  type: ({ type }) =>
    `be ${[type]
      .flat()
      .map((name) => typeWords[name] ?? name)
      .join(' or ')}`,
  minLength: ({ limit }) => `have at least ${limit} characters`,
  maxLength: ({ limit }) => `have at most ${limit} characters`,
  minItems: ({ limit }) => (limit === 1 ? 'not be empty' : `have at least ${limit} items`),
  maxItems: ({ limit }) => `have at most ${limit} items`,
  minimum: ({ limit }) => `be at least ${limit}`,
  maximum: ({ limit }) => `be at most ${limit}`,
};

const typeWords: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};

/**
 * Holds requests against the schemas of their routes: what a route does not name is refused rather than left out, and
 * only what comes as text anyway, a path or a query, may be text where a number is meant. A path that cannot name
 * anything is `not-found`, anything else that does not fit is `bad-request`.
 */
export function requestValidation(): FastifySchemaCompiler<object> {
  const asSent = new Ajv({ strictTypes: false, allowUnionTypes: true, verbose: true });
  const fromText = new Ajv({ strictTypes: false, coerceTypes: true, useDefaults: true, verbose: true });
  return ({ schema, httpPart }) => {
    const validate = (httpPart === 'body' ? asSent : fromText).compile(schema);
    return (data) => {
      const part = httpPart ?? 'body';
      if (!validate(data)) return { error: problemIn(part, validate.errors?.[0]) };
      const unbounded = unboundedIn(data);
      return unbounded === null ? { value: data } : { error: problemIn(part, unbounded) };
    };
  };
}

/**
 * A number of a path, a query or a header that is none: of `1e999` ajv makes an infinite one, which it takes for whole
 * and holds against no bound.
 */
function unboundedIn(data: unknown): ErrorObject | null {
  for (const [name, value] of Object.entries(data ?? {}))
    if (typeof value === 'number' && !Number.isFinite(value))
      return {
        ...{ keyword: 'type', instancePath: `/${name}`, schemaPath: '', data: value },
        params: { type: 'number' },
      };
  return null;
}

function problemIn(httpPart: string, error: ErrorObject | undefined): HttpProblem {
  if (httpPart === 'params') return new HttpProblem('not-found', 'There is nothing of that name.');
  return new HttpProblem('bad-request', sentence(partNames[httpPart] ?? 'The request', error));
}

function sentence(part: string, error: ErrorObject | undefined): string {
  if (error === undefined) return `${part} is not what this route takes.`;
  const { data, instancePath, keyword, params, parentSchema, message = 'is not valid' } = error;
  const place =
    instancePath === '' ? part : `${part} at ${shown(instancePath.slice(1).replaceAll('/', '.'))}`;
  if (keyword === 'required') return `${place} lacks "${params.missingProperty}".`;
  if (keyword === 'additionalProperties') {
    const known = Object.keys((parentSchema as { properties?: object }).properties ?? {});
    const meant = likeliest(params.additionalProperty, known);
    const hint = meant === null ? '.' : `; did you mean "${meant}"?`;
    return `${place} has an unknown field "${shown(params.additionalProperty)}"${hint}`;
  }
  if (keyword === 'enum') return `${place} must be one of ${params.allowedValues.join(', ')}.`;
  if (data === '') return `${place} must not be empty.`;
  const words = inWords[keyword]?.(params);
  return `${place} ${words === undefined ? message : `must ${words}`}.`;
}

function shown(text: string): string {
  return inertLine(text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text);
}
