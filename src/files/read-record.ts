import { createRequire } from 'node:module';
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { inertLine } from '../text/inert-text.ts';
import { NotPlainError, type PlainOpening, readPlain } from './open-plain.ts';

/** What a file that holds a record came to. */
export type ReadRecord<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  | { readonly kind: 'missing' }
  /** `problem` is a sentence without its full stop. */
  | { readonly kind: 'unreadable'; readonly problem: string };

/** Says what is wrong with a value, as in "it has no name"; null where it is of the shape. */
export type RecordShape = (value: unknown) => string | null;

const shownCharacters = 64;
let compiler: Ajv | null = null;

/** The shape that a JSON Schema describes. It is compiled when it is first needed. */
export function recordShape(schema: object): RecordShape {
  let validate: ValidateFunction | null = null;
  return (value) => {
    compiler ??= newCompiler();
    validate ??= compiler.compile(schema);
    return validate(value) ? null : problemIn(validate.errors?.[0]);
  };
}

/**
 * Reads a record that an earlier process, or somebody else, left in a file: it may hold anything. Only a plain file
 * of this user's own with at most `mostBytes` of JSON in that shape is read. Throws the system's errors but for a
 * missing file.
 */
export async function readRecord<Value>(
  path: string,
  shape: RecordShape,
  mostBytes: number,
  opening: Pick<PlainOpening, 'anyOwner'> = {},
): Promise<ReadRecord<Value>> {
  try {
    return parseRecord(await readPlain(path, mostBytes, opening), path, shape);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
    if (error instanceof NotPlainError)
      return { kind: 'unreadable', problem: unreadable(path, error.message) };
    if (code === 'EACCES' || code === 'EPERM')
      return { kind: 'unreadable', problem: unreadable(path, 'this user may not read it') };
    throw error;
  }
}

/** The same of bytes that were read already; `source` says where they are from. */
export function parseRecord<Value>(bytes: Buffer, source: string, shape: RecordShape): ReadRecord<Value> {
  const value = parsed(bytes);
  const problem = value === undefined ? 'it is not JSON' : shape(value);
  if (problem === null) return { kind: 'read', value: value as Value };
  return { kind: 'unreadable', problem: unreadable(source, problem) };
}

/** The one sentence, without its full stop, for a record that does not count. */
export function unreadable(path: string, why: string): string {
  return `the record ${inertLine(path)} cannot be read: ${why}`;
}

/** The compiler takes 25 ms to load, and most commands read no record. */
function newCompiler(): Ajv {
  const { Ajv } = createRequire(import.meta.url)('ajv') as typeof import('ajv');
  // The schemas are constants that tests check, so they are not held against the meta-schema each time.
  return new Ajv({ meta: false, validateSchema: false, allowUnionTypes: true, strictTypes: false });
}

/** JSON has no undefined, so that stands for what is none. */
function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function problemIn(error: ErrorObject | undefined): string {
  if (error === undefined) return 'it is not what it should be';
  const { instancePath, keyword, params, message = 'is not valid' } = error;
  const place = instancePath === '' ? 'it' : shown(instancePath.slice(1).replaceAll('/', '.'));
  if (keyword === 'required') return `${place} lacks "${params.missingProperty}"`;
  if (keyword === 'additionalProperties')
    return `${place} has a field "${shown(params.additionalProperty)}" that means nothing`;
  if (keyword === 'enum' || keyword === 'const') return `${place} has a value that means nothing`;
  if (keyword === 'pattern') return `${place} has a form that it may not have`;
  return `${place} ${shown(message)}`;
}

function shown(text: string): string {
  return inertLine(text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text);
}
