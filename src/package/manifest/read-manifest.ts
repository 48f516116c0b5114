import type { ErrorObject } from 'ajv';
import type { Finding } from '../../model/finding.ts';
import { isLimitName, type LimitName, type Limits, limitCatalogue, limitNames } from '../../model/limits.ts';
import type { Manifest } from '../../model/package-source.ts';
import { parseLimit } from '../../model/parse-limit.ts';
import type { DeclaredParams } from '../../params/params.ts';
import { defaultsProblem } from '../../params/read-params.ts';
import { schemaProblems } from '../../params/schema-problems.ts';
import { inertLine } from '../../text/inert-text.ts';
import { likeliest } from '../../text/likeliest.ts';
import { showBytes } from '../archives/show-bytes.ts';
import { validateManifest } from '../generated/validate-manifest.ts';
import { loadingFinding, type Span } from '../loading-finding.ts';
import { childPointer, type JsonPlaces, jsonPlaces, type TextRange } from './json-places.ts';
import { expectedLimit, manifestKeys } from './manifest-schema.ts';

export interface ManifestOutcome {
  /** Null where a finding says that the manifest is not valid. */
  readonly manifest: Manifest | null;
  readonly findings: readonly Finding[];
}

type RawManifest = Omit<Manifest, 'limits'> & { readonly limits?: Readonly<Record<string, number | string>> };

/** Tells all errors, with the part of the schema that each is about. */
interface ManifestValidator {
  (value: unknown): value is RawManifest;
  errors?: readonly ErrorObject[] | null;
}

const file = 'butcher.json';
const change = 'Change it, or leave it out.';
const mostBytes = 64 * 1024;
const validate = validateManifest as unknown as ManifestValidator;

/**
 * Reads `butcher.json`; what is wrong with it is BUT107, at its place in the file. Limits come out in the unit of
 * their name and may only tighten `chiefLimits`.
 */
export function readManifest(bytes: Buffer, chiefLimits: Limits): ManifestOutcome {
  if (bytes.length > mostBytes)
    return invalid(`it is larger than ${showBytes(mostBytes)}`, 'Keep data in files of their own.');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return invalid('it is not UTF-8', 'Save it as UTF-8.');
  }
  const places = jsonPlaces(text);
  if (places.error !== null) {
    const at = { start: places.error, end: Math.min(places.error + 1, text.length) };
    const problem = text.trim() === '' ? 'it is empty' : 'it is not JSON from here on';
    const help =
      'Keys and texts stand in double quotes; there are no comments and no comma after the last entry.';
    return invalid(problem, help, spanOf(text, at));
  }
  const value: unknown = JSON.parse(text);
  const findings = new FindingsOf(text, places);
  for (const { pointer, range } of places.repeated)
    findings.add(pointer, 'is there twice', 'Keep one of them.', range);
  const isValid = validate(value);
  for (const error of validate.errors ?? []) explain(error, findings);
  const limits = limitsIn(value, chiefLimits, findings);
  findParamsProblems(value, findings);
  if (!isValid || findings.all.length > 0) return { manifest: null, findings: findings.all };
  return { manifest: Object.freeze({ ...value, limits: Object.freeze(limits) }), findings: [] };
}

function invalid(problem: string, help: string, span: Span | null = null): ManifestOutcome {
  const finding = loadingFinding('BUT107', file, `\`${file}\` cannot be read: ${problem}.`, help, { span });
  return { manifest: null, findings: [finding] };
}

/** Collects at most one finding for each value. */
class FindingsOf {
  readonly #text: string;
  readonly #places: JsonPlaces;
  readonly #byPointer = new Map<string, Finding>();

  constructor(text: string, places: JsonPlaces) {
    this.#text = text;
    this.#places = places;
  }

  get all(): readonly Finding[] {
    return [...this.#byPointer.values()];
  }

  atKey(pointer: string): TextRange | undefined {
    return this.#places.keys.get(pointer);
  }

  /** `problem` continues the path of the value. */
  add(pointer: string, problem: string, help: string, at?: TextRange): void {
    if (this.#byPointer.has(pointer)) return;
    const range = at ?? this.#places.values.get(pointer);
    const span = range === undefined ? null : spanOf(this.#text, range);
    const what = pointer === '' ? `\`${file}\`` : `\`${shownPath(pointer)}\` in \`${file}\``;
    const message = `${what} ${problem}.`;
    this.#byPointer.set(pointer, loadingFinding('BUT107', file, message, help, { span }));
  }

  addUnknownKey(parent: string, key: string, known: readonly string[]): void {
    const meant = likeliest(key, known);
    const pointer = childPointer(parent, key);
    this.add(
      pointer,
      `is not a known key${meant === null ? '' : `; \`${meant}\` may be meant`}`,
      meant === null
        ? `Use one of these, or leave it out: ${known.join(', ')}.`
        : `Write \`${meant}\`, or leave it out.`,
      this.#places.keys.get(pointer),
    );
  }
}

function explain(error: ErrorObject, findings: FindingsOf): void {
  const { instancePath, keyword, params, parentSchema, data } = error;
  if (keyword === 'additionalProperties') {
    const known = instancePath === '' ? manifestKeys : limitNames;
    findings.addUnknownKey(instancePath, String(params.additionalProperty), known);
  } else {
    const expected = String((parentSchema as { description?: string }).description);
    findings.add(instancePath, `is ${shownValue(data)}; expected ${expected}`, change);
  }
}

/** The limits that can be read, whether or not the rest is valid. */
function limitsIn(
  manifest: unknown,
  chiefLimits: Limits,
  findings: FindingsOf,
): Partial<Record<LimitName, number>> {
  const limits: Partial<Record<LimitName, number>> = {};
  const raw: unknown = (manifest as { readonly limits?: unknown } | null)?.limits ?? {};
  for (const [name, value] of Object.entries(raw as object)) {
    if (!isLimitName(name) || (typeof value !== 'string' && typeof value !== 'number')) continue;
    const pointer = childPointer('/limits', name);
    const parsed = parseLimit(name, value);
    if (typeof parsed === 'object')
      findings.add(pointer, `is ${shownValue(value)}; expected ${expectedLimit(name)}`, change);
    else if (parsed > chiefLimits[name])
      findings.add(
        pointer,
        `is looser than what is enforced: ${shownLimit(name, parsed)}, where ${shownLimit(name, chiefLimits[name])} is the most`,
        'A manifest can only tighten limits: lower it, or leave it out.',
      );
    else limits[name] = parsed;
  }
  return limits;
}

/** What is wrong with the schema of the parameters, and then with the defaults in it. */
function findParamsProblems(manifest: unknown, findings: FindingsOf): void {
  const params = (manifest as { readonly params?: DeclaredParams } | null)?.params;
  if (params === undefined) return;
  const problems = schemaProblems(params);
  for (const { pointer, atKey, problem, help } of problems)
    findings.add(`/params${pointer}`, problem, help, atKey ? findings.atKey(`/params${pointer}`) : undefined);
  if (problems.length > 0) return;
  const wrong = defaultsProblem(params);
  if (wrong !== null) findings.add(`/params/properties/${wrong.name}/default`, wrong.problem, change);
}

function shownLimit(name: LimitName, value: number): string {
  const { unit } = limitCatalogue[name];
  if (unit === 'bytes') return showBytes(value);
  return unit === 'seconds' ? `${value} s` : String(value);
}

/** `/limits/memory` as people write it: `limits.memory`. */
function shownPath(pointer: string): string {
  const parts = pointer.slice(1).split('/');
  const path = parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')).join('.');
  return inertLine(path.slice(0, 160));
}

function shownValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return inertLine(String(JSON.stringify(value)).slice(0, 80));
}

function spanOf(text: string, { start, end }: TextRange): Span {
  const from = positionOf(text, start);
  const to = positionOf(text, end);
  return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

function positionOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: [...before.at(-1)!].length + 1 };
}
