import { createRequire } from 'node:module';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { inertLine } from '../text/inert-text.ts';
import { likeliest } from '../text/likeliest.ts';
import { boundsProblem } from './bounds.ts';
import { expectedValue, shownValue, typesOf } from './expected-value.ts';
import type { DeclaredParams, ParamSchema, Params } from './params.ts';
import { schemaProblems } from './schema-problems.ts';

export type ReadParams =
  | { readonly values: Params }
  /** One sentence about what is wrong. */
  | { readonly problem: string };

/** How the one who is told can give a value, to end a sentence with. */
export type HowToGive = (name: string) => string;

interface Checked {
  readonly schemas: Readonly<Record<string, ParamSchema>>;
  readonly required: readonly string[];
  /** Checks an object of any of the parameters, and fills in what is left out of it. */
  readonly validate: ValidateFunction;
}

/** Making code of a schema takes up to 20 ms, and the same packages are run again and again. */
const mostRemembered = 64;
const mostShownName = 64;
const remembered = new Map<string, Checked>();

/**
 * The parameters of a job: what was given, held against what its package declares, with the defaults filled in. Null:
 * the package declares none.
 */
export function readParams(
  declared: DeclaredParams | null,
  given: Params,
  how: HowToGive,
): ReadParams | { readonly values: null } {
  const [first] = Object.keys(given);
  if (declared === null) {
    if (first === undefined) return { values: null };
    return {
      problem: `The package declares no parameters, so ${shownName(first)} has no meaning; \`params\` in its butcher.json is where it would.`,
    };
  }
  const checker = checkerOf(declared);
  if (checker === null)
    return { problem: 'The package describes its parameters in a way that this version does not know.' };
  const { schemas, required, validate } = checker;
  for (const name of Object.keys(given))
    if (!Object.hasOwn(schemas, name)) return { problem: unknown(name, Object.keys(schemas)) };
  // Before anything goes through the values.
  const tooMuch = boundsProblem(given);
  if (tooMuch !== null) return { problem: tooMuch };
  const values = structuredClone(given) as Record<string, unknown>;
  if (!validate(values)) return { problem: sentence(validate.errors![0]!) };
  const missing = required.filter((name) => !Object.hasOwn(values, name));
  if (missing.length > 0) return { problem: lacking(missing, schemas, how) };
  const names = Object.keys(schemas).filter((name) => Object.hasOwn(values, name));
  for (const name of names) {
    const inexact = inexactNumber(schemas[name]!, values[name]);
    if (inexact !== null)
      return {
        problem: `The parameter ${name} has the whole number ${inexact}; beyond 2^53 − 1 they cannot be told exactly.`,
      };
  }
  // In the order in which they are declared, however they were given.
  const inOrder = Object.fromEntries(names.map((name) => [name, values[name]]));
  const filledTooMuch = boundsProblem(inOrder);
  return filledTooMuch === null ? { values: inOrder } : { problem: filledTooMuch };
}

/** The first parameter of a sound schema whose default it would refuse, and why, to follow its name; or null. */
export function defaultsProblem(
  declared: DeclaredParams,
): { readonly name: string; readonly problem: string } | null {
  const validate = checkerOf(declared)?.validate;
  if (validate === undefined || validate({})) return null;
  const error = validate.errors![0]!;
  const [name, ...inner] = error.instancePath.slice(1).split('/');
  const where = inner.length === 0 ? '' : `does not fit: ${inner.join('.')} in it `;
  return { name: name!, problem: `${where}${complaint(error)}` };
}

/** Null: {@link schemaProblems} has something to say about the schema, so that no code is made of it. */
function checkerOf(declared: DeclaredParams): Checked | null {
  if (schemaProblems(declared).length > 0) return null;
  const key = JSON.stringify(declared);
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const { properties: schemas = {}, required = [] } = declared;
  // Loaded when a package declares parameters: most do not, and it takes 25 ms.
  const { Ajv } = createRequire(import.meta.url)('ajv') as typeof import('ajv');
  // Each with an instance of its own, since an instance never forgets a schema. `ownProperties`, so that what every
  // object inherits is not taken for a value.
  const ajv = new Ajv({
    ...{ strict: false, meta: false, validateSchema: false, addUsedSchema: false },
    ...{ useDefaults: true, ownProperties: true, verbose: true, multipleOfPrecision: 9 },
  });
  const validate = ajv.compile({ type: 'object', properties: schemas });
  const checked = { schemas, required, validate };
  const [oldest] = remembered.keys();
  if (remembered.size >= mostRemembered && oldest !== undefined) remembered.delete(oldest);
  remembered.set(key, checked);
  return checked;
}

function unknown(name: string, names: readonly string[]): string {
  const meant = likeliest(name, names);
  const remedy = meant === null ? `There are ${names.join(', ')}.` : `Did you mean ${meant}?`;
  return `The package has no parameter ${shownName(name)}. ${remedy}`;
}

function lacking(
  missing: readonly string[],
  schemas: Readonly<Record<string, ParamSchema>>,
  how: HowToGive,
): string {
  const [first] = missing;
  if (missing.length > 1)
    return `The package needs the parameters ${missing.join(', ')}; give each ${how('NAME')}.`;
  return `The package needs the parameter ${first} (${expectedValue(schemas[first!]!)}); give it ${how(first!)}.`;
}

function sentence(error: ErrorObject): string {
  return `The parameter ${error.instancePath.slice(1).replaceAll('/', '.')} ${complaint(error)}.`;
}

function complaint({ keyword, params, parentSchema, data }: ErrorObject): string {
  const schema = parentSchema as ParamSchema;
  if (keyword === 'required') return `lacks ${shownName(String(params.missingProperty))}`;
  if (keyword === 'additionalProperties') {
    const name = String(params.additionalProperty);
    const meant = likeliest(name, Object.keys(schema.properties ?? {}));
    return `takes no ${shownName(name)}${meant === null ? '' : `; ${meant} may be meant`}`;
  }
  return `is ${shownValue(data)}; expected ${expectedValue(schema)}`;
}

/** The first whole number, where one is asked for, that a double does not hold exactly. */
function inexactNumber(schema: ParamSchema, value: unknown): number | null {
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && typesOf(schema).includes('integer'))
    return value as number;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, member] of Object.entries(value)) {
    const inner = Array.isArray(value) ? schema.items : declaredMember(schema, key);
    const found = inner === undefined ? null : inexactNumber(inner, member);
    if (found !== null) return found;
  }
  return null;
}

function declaredMember({ properties = {} }: ParamSchema, key: string): ParamSchema | undefined {
  return Object.hasOwn(properties, key) ? properties[key] : undefined;
}

function shownName(name: string): string {
  return inertLine(JSON.stringify(name.slice(0, mostShownName)));
}
