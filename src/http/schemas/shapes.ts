import Type, { type TProperties, type TSchema } from 'typebox';
import { datasetNamePattern, namePattern } from '../../model/names.ts';

export const count = Type.Integer({ minimum: 0 });
export const timeMs = Type.Number({ description: 'Milliseconds since the epoch.' });
/** A number of a line, a fragment or a place in a queue. */
export const position = nullable(Type.Integer({ minimum: 1 }));
export const name = Type.String({ pattern: namePattern.source });
export const datasetName = Type.String({ pattern: datasetNamePattern.source, maxLength: 255 });
export const digest = Type.String({ pattern: '^sha256:[0-9a-f]{64}$' });
export const id = Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$' });

/** An object with these fields and no other. */
export function exactly<Properties extends TProperties>(properties: Properties, options: object = {}) {
  return Type.Object(properties, { additionalProperties: false, ...options });
}

export function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

export function oneOf<const Values extends readonly string[]>(values: Values, options: object = {}) {
  return Type.Unsafe<Values[number]>({ type: 'string', enum: [...values], ...options });
}

/** Another schema of the document, by its id. */
export function shared(id: string) {
  return Type.Unsafe<unknown>({ $ref: `${id}#` });
}

/** One page of a list. */
export function pageOf(id: string) {
  return exactly({
    items: Type.Array(shared(id)),
    next: nullable(Type.String({ description: 'Cursor of the next page; null after the last.' })),
  });
}
