import type { AnalysedPackage } from '../../analysed-package.ts';
import { handlersAround } from '../../flow/guards.ts';
import { plainString } from '../../model/plain-string.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';
import { constantPath, type StandsFor } from './constant-path.ts';

/** A call that opens a file whose path is written out. */
export interface Opening {
  readonly call: SyntaxNode;
  /** The path as written. */
  readonly path: string;
  /** `rb`, `w`…; null where it is worked out. */
  readonly mode: string | null;
}

/** Functions that open files, with the mode that they take where none is given. */
const openers: ReadonlyMap<string, string> = new Map([
  ['builtins.open', 'r'],
  ['io.open', 'r'],
  ['codecs.open', 'r'],
  ['gzip.open', 'rb'],
  ['bz2.open', 'rb'],
  ['lzma.open', 'rb'],
  ['numpy.load', 'rb'],
  ['numpy.loadtxt', 'r'],
  ['numpy.genfromtxt', 'r'],
  ['numpy.fromfile', 'rb'],
  ['numpy.save', 'wb'],
  ['numpy.savez', 'wb'],
  ['numpy.savez_compressed', 'wb'],
  ['numpy.savetxt', 'w'],
]);
/** Those whose second argument is no mode. */
const ofNumpy = /^numpy\./;
/** Methods by which arrays and tables write themselves into a file, whatever was in it. */
const ownWriters: ReadonlyMap<string, string> = new Map([
  ['tofile', 'wb'],
  ['to_csv', 'w'],
  ['to_parquet', 'wb'],
  ['to_pickle', 'wb'],
]);
/** Methods of `pathlib.Path` that open its file. */
const pathMethods: ReadonlyMap<string, string> = new Map([
  ['read_text', 'r'],
  ['read_bytes', 'rb'],
  ['write_text', 'w'],
  ['write_bytes', 'wb'],
]);

/** A call that opens a file, and where it says which. */
export interface OpeningCall {
  readonly path: SyntaxNode;
  /** As {@link Opening.mode}. */
  readonly mode: string | null;
}

/**
 * What a call opens, where it is known to open a file under a path that is written out, but for names of which
 * `standsFor` knows what they stand for.
 */
export function openingAt(model: AnalysedPackage, call: SyntaxNode, standsFor?: StandsFor): Opening | null {
  const opening = openingCall(model, call);
  const path = opening === null ? null : constantPath(model, opening.path, standsFor);
  return opening === null || path === null ? null : { call, path, mode: opening.mode };
}

/** The same, whatever the path is. Methods such as `open` may be those of something else than a path. */
export function openingCall(model: AnalysedPackage, call: SyntaxNode): OpeningCall | null {
  const callee = call.child('function');
  if (callee === null) return null;
  const given = call.child('arguments')?.children ?? [];
  const first = given[0]?.kind === 'keyword_argument' ? undefined : given[0];
  const name = model.resolver.externalName(callee) ?? '';
  const usual = openers.get(name);
  if (usual !== undefined)
    return first === undefined
      ? null
      : { path: first, mode: ofNumpy.test(name) ? usual : modeOf(call, usual) };
  const object = callee.kind === 'attribute' ? callee.child('object') : null;
  const method = callee.child('attribute')?.text ?? '';
  const written = ownWriters.get(method);
  if (object !== null && written !== undefined)
    return first === undefined ? null : { path: first, mode: modeOf(call, written, given.length) };
  const isOpen = method === 'open';
  if (object === null || (!isOpen && !pathMethods.has(method)) || object.unparenthesized.kind === 'string')
    return null;
  return { path: object, mode: isOpen ? modeOf(call, 'r', 0) : pathMethods.get(method)! };
}

/** Under a condition, or where its failure is caught, the author has thought of it. */
export function isGuarded(call: SyntaxNode): boolean {
  if ([...handlersAround(call)].length > 0) return true;
  return call.ancestor('if_statement', 'conditional_expression', 'except_clause', 'match_statement') !== null;
}

/** The mode that an opening call is given: by keyword, or at its place among the arguments; `usual` where it is not. */
export function modeOf(call: SyntaxNode, usual = 'r', place = 1): string | null {
  const given = call.child('arguments')?.children ?? [];
  if (given.some(({ kind }) => kind === 'list_splat' || kind === 'dictionary_splat')) return null;
  const keyword = given.find(
    (each) => each.kind === 'keyword_argument' && each.child('name')?.text === 'mode',
  );
  const positional = given[place]?.kind === 'keyword_argument' ? undefined : given[place];
  const mode = keyword?.child('value') ?? positional;
  return mode === undefined ? usual : plainString(mode);
}

/** Whether a file opened in that mode is written to. */
export function isWriting(mode: string): boolean {
  return /[wax+]/.test(mode);
}
