import { basename, dirname, join, relative } from 'node:path';
import { exactRealpath } from '../../files/exact-realpath.ts';
import type { ProvenanceTarget, ResultsTarget } from '../../home/job-record.ts';
import { inertLine } from '../../text/inert-text.ts';

/** Where a run puts what it writes, and what it reads. */
export interface RunPlaces {
  /** Null where the results go nowhere. */
  readonly out: ResultsTarget | null;
  readonly report: string | null;
  readonly provenance?: ProvenanceTarget | null;
  readonly packagePath: string;
  readonly dataset: { readonly path: string } | null;
}

/** A sentence for whatever is written into a folder that the same run reads, and would be part of the next time. */
export async function outputRemarks(places: RunPlaces): Promise<readonly string[]> {
  const { out, report, provenance, packagePath, dataset } = places;
  const outputs = [
    ['The results go', 'place', '--out', out?.path],
    ['The report goes', 'file', '--report', report],
    ['The provenance goes', 'file', '--provenance', provenance?.path],
    ['The digests of fragments go', 'file', '--fragment-digests', provenance?.fragmentDigests],
  ] as const;
  const inputs = [
    ["the package's own folder", 'the package', packagePath],
    ['the data folder', 'the data', dataset?.path],
  ] as const;
  const remarks: string[] = [];
  for (const [what, kind, option, path] of outputs)
    for (const [folder, whole, root] of inputs) {
      const inside = path == null || root == null ? null : await placeIn(root, path);
      if (inside !== null)
        remarks.push(
          `${what} into ${folder} (${inertLine(inside)}) and will be part of ${whole} next time; choose another ${kind} with ${option}.`,
        );
    }
  return remarks;
}

/** The path from there; null where it leads elsewhere. */
async function placeIn(root: string, path: string): Promise<string | null> {
  const inside = relative(await realPlace(root), await realPlace(path));
  if (inside === '..' || inside.startsWith('../') || inside.startsWith('/')) return null;
  return inside || '.';
}

/** Links resolved, as far as there is something. */
async function realPlace(path: string): Promise<string> {
  try {
    return await exactRealpath(path);
  } catch {
    return dirname(path) === path ? path : join(await realPlace(dirname(path)), basename(path));
  }
}
