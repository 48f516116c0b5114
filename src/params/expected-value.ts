import { inertLine } from '../text/inert-text.ts';
import type { ParamSchema, ParamType } from './params.ts';

const mostNamed = 12;
const mostShown = 80;

const words: Readonly<Record<ParamType, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
  array: 'a list such as [1, 2]',
  object: 'an object such as {"key": 1}',
};

/** The types that a schema names. */
export function typesOf({ type }: ParamSchema): readonly ParamType[] {
  if (type === undefined) return [];
  return typeof type === 'string' ? [type] : type;
}

/** What a schema takes, to end a sentence with. */
export function expectedValue(schema: ParamSchema): string {
  if (schema.const !== undefined) return shownValue(schema.const);
  if (schema.enum !== undefined) return oneOf(schema.enum);
  const kinds = typesOf(schema).map((type) => words[type]);
  const bounds = [...numberBounds(schema), ...sizeBounds(schema)];
  return `${kinds.join(' or ')}${bounds.length === 0 ? '' : `, ${bounds.join(' and ')}`}`;
}

/** A value as JSON on one line, no longer than is good to read. */
export function shownValue(value: unknown): string {
  const json = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return inertLine(json.length > mostShown ? `${json.slice(0, mostShown)}…` : json);
}

function oneOf(values: readonly unknown[]): string {
  const named = values.slice(0, mostNamed).map(shownValue);
  if (named.length < values.length) return `one of ${named.join(', ')} and ${values.length - mostNamed} more`;
  return named.length === 1 ? named[0]! : `one of ${named.join(', ')}`;
}

function* numberBounds(schema: ParamSchema): Iterable<string> {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf } = schema;
  if (minimum !== undefined && maximum !== undefined) yield `from ${minimum} to ${maximum}`;
  else if (minimum !== undefined) yield `at least ${minimum}`;
  else if (maximum !== undefined) yield `at most ${maximum}`;
  if (exclusiveMinimum !== undefined) yield `more than ${exclusiveMinimum}`;
  if (exclusiveMaximum !== undefined) yield `less than ${exclusiveMaximum}`;
  if (multipleOf !== undefined) yield `a multiple of ${multipleOf}`;
}

function* sizeBounds({ minLength, maxLength, minItems, maxItems }: ParamSchema): Iterable<string> {
  if (minLength !== undefined) yield `at least ${counted(minLength, 'character')}`;
  if (maxLength !== undefined) yield `at most ${counted(maxLength, 'character')}`;
  if (minItems !== undefined) yield `at least ${counted(minItems, 'item')}`;
  if (maxItems !== undefined) yield `at most ${counted(maxItems, 'item')}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
