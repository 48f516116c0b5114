import { typesOf } from './expected-value.ts';
import type { ParamSchema, Params } from './params.ts';

/** What was given on a command line, in its order: names with texts. */
export type GivenTexts = readonly (readonly [name: string, text: string])[];

const number = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
/** No number that anybody writes is longer. */
const mostNumberCharacters = 400;

/**
 * The values that texts of a command line stand for. Where the schema takes a text, it is the text as it is; else
 * numbers, `true`, `false`, and everything else as JSON. What cannot be read as what is meant stays a text, which the
 * schema then refuses. Of a name that is given twice the last text counts.
 */
export function fromTexts(schemas: Readonly<Record<string, ParamSchema>>, given: GivenTexts): Params {
  const values = new Map<string, unknown>();
  for (const [name, text] of given)
    values.set(name, Object.hasOwn(schemas, name) ? fromText(schemas[name]!, text) : text);
  return Object.fromEntries(values);
}

function fromText(schema: ParamSchema, text: string): unknown {
  const types = typesOf(schema);
  const choices = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  if (types.includes('string') || choices.includes(text)) return text;
  if (text.length <= mostNumberCharacters && number.test(text)) return Number(text);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
