import { entryFiles, type PackageSource } from '../model/package-source.ts';
import { compareCodePoints } from '../text/code-points.ts';
import { digestOf } from './digest.ts';

/** The package with that processor instead of its own, if it had one; its digest follows. */
export function withProcessor(source: PackageSource, bytes: Buffer): PackageSource {
  const path = entryFiles[source.layout].processor;
  const files = new Map(
    [...source.files.values(), Object.freeze({ path, bytes })]
      .map((file) => [file.path, file] as const)
      .sort(([left], [right]) => compareCodePoints(left, right)),
  );
  // A later entry of a Map wins over an earlier one of the same key, and the sort is stable.
  return Object.freeze({ ...source, files, digest: digestOf(files.values()) });
}
