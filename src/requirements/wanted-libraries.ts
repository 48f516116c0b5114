import { FailureError, failure } from '../model/failures.ts';
import { isBundledWheel, normalName, type WantedLibraries } from '../model/libraries.ts';
import type { PackageSource } from '../model/package-source.ts';
import { readRequirements } from './read-requirements.ts';

/**
 * What a package wants installed; null: nothing. Throws FailureError `dependency-install` for what the checks refuse
 * (BUT704), so that nothing of it reaches pip where they were not made.
 */
export function wantedLibraries({ files }: Pick<PackageSource, 'files'>): WantedLibraries | null {
  const read = readRequirements(files);
  if (read === null) return null;
  const { requirements, constraints, unusable, lock } = read;
  const [first] = unusable;
  if (first !== undefined) {
    const { problem, help, file, line } = first;
    throw new FailureError(failure('dependency-install', 'preparing', problem, { help, file, line }));
  }
  const asked = lock?.libraries ?? requirements;
  if (asked.length === 0) return null;
  return {
    requirements: asked.map(({ text }) => text),
    constraints: lock === null ? constraints.map(({ text }) => text) : [],
    wheels: [...files.values()].filter(({ path }) => isBundledWheel(path)),
    lock: lock && {
      file: lock.file,
      libraries: lock.libraries.map(({ name, version, sha256 }) => ({
        ...{ name: normalName(name), version, sha256 },
      })),
    },
  };
}
