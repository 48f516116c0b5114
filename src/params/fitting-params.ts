import type { DeclaredParams, Params } from './params.ts';
import { readParams } from './read-params.ts';

/**
 * The parameters that a job has, as a package takes them that is given in place of its own: as they are, in their
 * order, with the defaults of those that only this package declares after them. Undefined: there are none.
 */
export function fittingParams(
  params: Params | undefined,
  declared: DeclaredParams | null,
): { readonly values: Params | undefined } | { readonly problem: string } {
  const read = readParams(declared, params ?? {}, () => 'a default in butcher.json');
  if ('problem' in read) return read;
  return { values: read.values === null ? undefined : { ...params, ...read.values } };
}
