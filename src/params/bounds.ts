import type { Params } from './params.ts';

/** Most that the parameters of a job take together as JSON, in bytes, and how deep a value may be nested. */
export const mostParamsBytes = 32 * 1024;
export const mostDepth = 8;

/** 0 for what is neither list nor object. Looks no deeper than one level too many. */
export function depthOf(value: unknown, most = mostDepth + 1): number {
  if (typeof value !== 'object' || value === null || most === 0) return 0;
  let deepest = 0;
  for (const member of Object.values(value)) {
    const depth = depthOf(member, most - 1);
    if (depth > deepest) deepest = depth;
  }
  return deepest + 1;
}

/** Whether JSON can hold all of a value of bounded depth: a number can be too large for it. */
function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isJson);
}

/** Why nobody may give these values, whatever was declared; null where that is not so. */
export function boundsProblem(values: Params): string | null {
  for (const [name, value] of Object.entries(values)) {
    if (depthOf(value) > mostDepth)
      return `The parameter ${name} is nested too deep; ${mostDepth} levels are the most.`;
    if (!isJson(value)) return `The parameter ${name} has a number that is too large for any.`;
  }
  const bytes = Buffer.byteLength(JSON.stringify(values));
  if (bytes <= mostParamsBytes) return null;
  return `The parameters are ${bytes} bytes long as JSON, and ${mostParamsBytes} are the most; larger values belong into the data.`;
}
