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
      if (validate(data)) return { value: data };
      const error = problemIn(httpPart ?? 'body', validate.errors?.[0]);
      return { error };
    };
  };
}

function problemIn(httpPart: string, error: ErrorObject | undefined): HttpProblem {
  if (httpPart === 'params') return new HttpProblem('not-found', 'There is nothing of that name.');
  return new HttpProblem('bad-request', sentence(partNames[httpPart] ?? 'The request', error));
}

function sentence(part: string, error: ErrorObject | undefined): string {
  if (error === undefined) return `${part} is not what this route takes.`;
  const { instancePath, keyword, params, parentSchema, message = 'is not valid' } = error;
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
  return `${place} ${message}.`;
}

function shown(text: string): string {
  return inertLine(text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text);
}
