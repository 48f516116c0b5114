import { likeliest } from '../text/likeliest.ts';
import { depthOf, mostDepth } from './bounds.ts';
import type { ParamSchema, ParamType } from './params.ts';

/** What is wrong with a schema, at a JSON pointer into it. */
export interface SchemaProblem {
  readonly pointer: string;
  /** The key is at fault, not its value. */
  readonly atKey: boolean;
  /** Continues the path of what the pointer names. */
  readonly problem: string;
  readonly help: string;
}

interface Keyword {
  /** Ends a sentence. */
  readonly expected: string;
  readonly fits: (value: unknown) => boolean;
}

/** Schemas in all, and how deep one may stand within the others. */
export const mostSchemas = 64;
const mostNesting = 5;
/** Of the whole as JSON: it is kept for each package, and shown with it. */
const mostBytes = 16 * 1024;
const mostChoices = 100;
const mostTextCharacters = 1000;
const parameterName = /^[A-Za-z_][A-Za-z0-9_-]{0,62}$/;
const nameRule =
  'a letter or _, then letters, digits, _ and -, 63 in all; what every JavaScript object has, such as constructor, is none';

const types: readonly string[] = [
  'string',
  'number',
  'integer',
  'boolean',
  'null',
  'array',
  'object',
] satisfies readonly ParamType[];
const typeNames = types.map((type) => `"${type}"`).join(', ');

const number: Keyword = { expected: 'a number', fits: Number.isFinite };
const count: Keyword = { expected: 'a whole number from 0 on', fits: isCount };
const text: Keyword = {
  expected: `a text of at most ${mostTextCharacters} characters`,
  fits: (value) => typeof value === 'string' && value.length <= mostTextCharacters,
};

/**
 * Each of them is checked in time that grows with the value alone: no patterns, no references, no comparing of items.
 */
const keywords: Readonly<Record<keyof ParamSchema, Keyword>> = {
  type: { expected: `one of ${typeNames}, or a list of them`, fits: isType },
  title: text,
  description: text,
  default: {
    expected: `a value nested at most ${mostDepth} deep, and no member \`__proto__\` in it`,
    fits: (value) => depthOf(value) <= mostDepth && isTame(value),
  },
  enum: {
    expected: `a list of 1 to ${mostChoices} texts, numbers, true, false or null`,
    fits: (value) =>
      Array.isArray(value) && value.length > 0 && value.length <= mostChoices && value.every(isPlain),
  },
  const: { expected: 'a text, a number, true, false or null', fits: isPlain },
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  multipleOf: {
    expected: 'a number above 0',
    fits: (value) => Number.isFinite(value) && (value as number) > 0,
  },
  minLength: count,
  maxLength: count,
  items: { expected: 'an object: the schema of every item', fits: isObject },
  minItems: count,
  maxItems: count,
  properties: { expected: 'an object of schemas by name', fits: isObject },
  required: {
    expected: 'a list of names',
    fits: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
  },
  additionalProperties: { expected: 'false', fits: (value) => value === false },
};
const keywordNames = Object.keys(keywords) as (keyof ParamSchema)[];
const rootNames: readonly string[] = [
  ...['type', 'title', 'description', 'properties', 'required', 'additionalProperties'],
];

/**
 * What keeps `schema` from being one of parameters. It may come from anybody: what it can ask for is bounded by the
 * keywords that there are.
 */
export function schemaProblems(schema: unknown): readonly SchemaProblem[] {
  const found = new Found();
  found.root(schema);
  return found.problems;
}

class Found {
  readonly problems: SchemaProblem[] = [];
  #schemas = 0;

  root(schema: unknown): void {
    if (!isObject(schema)) {
      const expected = 'an object such as { "properties": { "width": { "type": "integer" } } }';
      this.#add('', `is no object; expected ${expected}`, 'Change it, or leave it out.');
      return;
    }
    this.#keywords(schema, '', rootNames);
    if (schema.type !== undefined && schema.type !== 'object')
      this.#add('/type', 'has to be "object"', 'The parameters are an object, whose properties they are.');
    if (!isObject(schema.properties) || Object.keys(schema.properties).length === 0)
      this.#add('', 'declares no parameters', 'Name them under `properties`, or leave `params` out.');
    this.#members(schema, '', 0, false);
    // Only now is it known how deep it is.
    if (this.problems.length === 0 && Buffer.byteLength(JSON.stringify(schema)) > mostBytes)
      this.#add('', `is longer than ${mostBytes} bytes`, 'Keep what is long in a file of the package.');
  }

  #schema(schema: unknown, pointer: string, nesting: number, inList: boolean): void {
    if (!isObject(schema)) {
      this.#add(pointer, 'is no schema; expected an object such as { "type": "number" }', 'Change it.');
      return;
    }
    this.#schemas += 1;
    if (this.#schemas > mostSchemas) {
      this.#add(pointer, `is one schema more than the ${mostSchemas} that there may be`, 'Declare fewer.');
      return;
    }
    if (nesting > mostNesting) {
      this.#add(pointer, `is nested more than ${mostNesting} deep`, 'Make it flatter.');
      return;
    }
    const before = this.problems.length;
    this.#keywords(schema, pointer, keywordNames);
    const isSound = this.problems.length === before;
    if (isSound && schema.type === undefined && schema.enum === undefined && schema.const === undefined)
      this.#add(
        pointer,
        'does not say what it takes',
        'Give it a `type`, or its values with `enum` or `const`.',
      );
    // It would be filled in as often as somebody gives an empty item.
    if (inList && schema.default !== undefined)
      this.#add(
        `${pointer}/default`,
        'stands within the items of a list, where none is filled in',
        'Leave it out.',
        true,
      );
    if (isObject(schema.items)) this.#schema(schema.items, `${pointer}/items`, nesting + 1, true);
    this.#members(schema, pointer, nesting, inList);
  }

  #keywords(schema: Readonly<Record<string, unknown>>, pointer: string, known: readonly string[]): void {
    for (const [name, value] of Object.entries(schema)) {
      const at = childOf(pointer, name);
      if (!known.includes(name)) this.#unknown(at, name, known);
      else {
        const { expected, fits } = keywords[name as keyof ParamSchema];
        if (!fits(value)) this.#add(at, `is not what it may be; expected ${expected}`, 'Change it.');
      }
    }
  }

  #members(
    { properties, required }: Readonly<Record<string, unknown>>,
    pointer: string,
    nesting: number,
    inList: boolean,
  ) {
    if (!isObject(properties)) return;
    for (const [name, schema] of Object.entries(properties)) {
      const at = childOf(`${pointer}/properties`, name);
      // What every object has would be taken for a value that is there.
      if (!parameterName.test(name) || name in Object.prototype)
        this.#add(at, 'cannot be the name of a parameter', `A name is ${nameRule}.`, true);
      this.#schema(schema, at, nesting + 1, inList);
      if (this.#schemas > mostSchemas) return;
    }
    if (!Array.isArray(required)) return;
    for (const [index, name] of required.entries())
      if (typeof name === 'string' && !Object.hasOwn(properties, name))
        this.#add(
          `${pointer}/required/${index}`,
          'is not among the `properties`',
          'Declare it there, or remove it.',
        );
  }

  #unknown(pointer: string, name: string, known: readonly string[]): void {
    const meant = likeliest(name, known);
    this.#add(
      pointer,
      `is not a keyword that parameters are described with${meant === null ? '' : `; \`${meant}\` may be meant`}`,
      meant === null
        ? `Use one of these, or leave it out: ${known.join(', ')}.`
        : `Write \`${meant}\`, or leave it out.`,
      true,
    );
  }

  #add(pointer: string, problem: string, help: string, atKey = false): void {
    this.problems.push({ pointer, atKey, problem, help });
  }
}

function childOf(pointer: string, key: string): string {
  return `${pointer}/${key.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The validator's code holds defaults as literals, in which `__proto__` is no member. Of bounded depth. */
function isTame(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return !Object.hasOwn(value, '__proto__') && Object.values(value).every(isTame);
}

function isType(value: unknown): boolean {
  if (!Array.isArray(value)) return typeof value === 'string' && types.includes(value);
  return value.length > 0 && value.length <= types.length && value.every((each) => types.includes(each));
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isPlain(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
