import type { TSchema } from 'typebox';
import { exactly, pageOf, shared } from './shapes.ts';

function content(type: string, description: string, schema: object) {
  return { description, content: { [type]: { schema } } };
}

/** An answer in JSON. */
export function json(schema: TSchema, description: string) {
  return content('application/json', description, schema);
}

/** One thing under its own name, such as `{ "job": … }`. */
export function wrapped(key: string, id: string, description: string) {
  return json(exactly({ [key]: shared(id) }), description);
}

/** One page of a list. */
export function page(id: string, description: string) {
  return json(pageOf(id), description);
}

/** An answer that is streamed. */
export function stream(type: string, description: string) {
  return content(type, description, { type: 'string', format: 'binary' });
}

/** Server-sent events whose `data` are JSON of that shape. */
export function eventLines(id: string, description: string) {
  const schema = { type: 'string', contentMediaType: 'application/json', contentSchema: shared(id) };
  return content('text/event-stream', `${description} \`data\` of each is a ${id}.`, schema);
}

/** An answer without a body. */
export function nothing(description: string) {
  return { description, type: 'null' };
}

/** Of what has an ETag. */
export const unchangedAnswer = nothing('The same as If-None-Match names.');

/** Every way in which any route may refuse. */
export const problems = {
  '4xx': content('application/problem+json', 'Refused; `code` says why.', shared('Problem')),
  '5xx': content(
    'application/problem+json',
    'Not possible now, or the fault of the chief.',
    shared('Problem'),
  ),
};
