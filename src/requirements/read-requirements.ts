import { satisfies } from '@renovatebot/pep440';
import { imageLibraries, lockFile, normalName, pylockFile, requirementsFile } from '../model/libraries.ts';
import type { PackageFile } from '../model/package-source.ts';
import { type LibraryLock, type LockedLibrary, lockBounds, type ReadLock } from './library-lock.ts';
import { readPylock } from './read-pylock.ts';
import { Reading, type ReadingBounds, type ReadLines, type RequirementPlace } from './reading.ts';
import type { Unusable } from './requirement.ts';

/** What a package asks for in its requirements.txt, the files that this includes, and its lock. */
export interface RequirementsFile extends ReadLines {
  /** Exactly what is to be installed; null: whatever is found for the requirements. */
  readonly lock: LibraryLock | null;
}

export const requirementBounds = {
  bytes: 64 * 1024,
  lines: 500,
  lineCharacters: 1000,
  files: 20,
} as const satisfies ReadingBounds;
const lockHelp = 'Write the lock anew with `butcher lock`.';

/**
 * Reads requirements.txt and the lock beside it, and holds them against each other. Null where the package has neither.
 */
export function readRequirements(files: ReadonlyMap<string, PackageFile>): RequirementsFile | null {
  const locks = [lockFile, pylockFile].filter((path) => files.has(path));
  const hasText = files.has(requirementsFile);
  if (!hasText && locks.length === 0) return null;
  const nothing: ReadLines = { requirements: [], constraints: [], unusable: [] };
  const asked = hasText ? new Reading(files, requirementBounds).read(requirementsFile) : nothing;
  const [file] = locks;
  if (file === undefined) return { ...asked, lock: null };
  if (locks.length > 1) {
    const place = { file: locks[1]!, line: 1, column: 1, endColumn: 1, name: null };
    const problem = `The package has two locks, \`${lockFile}\` and \`${pylockFile}\`.`;
    return {
      ...asked,
      lock: null,
      unusable: [...asked.unusable, { ...place, problem, help: 'Keep one of them.' }],
    };
  }
  const read = file === lockFile ? readLock(files) : readPylock(files.get(file)!, lockBounds);
  const lock = { file, libraries: read.libraries };
  const disagreements = read.unusable.length > 0 ? [] : disagreementsWith(lock, asked);
  return { ...asked, lock, unusable: [...asked.unusable, ...read.unusable, ...disagreements] };
}

function readLock(files: ReadonlyMap<string, PackageFile>): ReadLock {
  const { requirements, unusable } = new Reading(files, lockBounds).read(lockFile);
  const libraries: LockedLibrary[] = [];
  const loose: (Unusable & RequirementPlace)[] = [];
  for (const one of requirements.filter(({ applies }) => applies)) {
    const version = /^===?([^,*]+)$/.exec(one.versions)?.[1];
    if (version !== undefined) libraries.push({ ...one, version });
    else {
      const problem = `\`${one.name}\` has no exact version, which a lock is for.`;
      loose.push({ ...placeOf(one), name: one.name, problem, help: lockHelp });
    }
  }
  return { libraries, unusable: [...unusable, ...loose] };
}

/** Requirements that the lock leaves out or has another version of. The image's own libraries need no place there. */
function* disagreementsWith(
  { file, libraries }: LibraryLock,
  { requirements }: ReadLines,
): Iterable<Unusable & RequirementPlace> {
  const locked = new Map(libraries.map(({ name, version }) => [normalName(name), version]));
  for (const one of requirements) {
    if (!one.applies) continue;
    const key = normalName(one.name);
    const version = locked.get(key) ?? imageLibraries.get(key);
    if (version !== undefined && (one.versions === '' || meets(version, one.versions))) continue;
    const asked = `\`${one.name}${one.versions}\``;
    const problem = locked.has(key)
      ? `${asked} is not what is locked: \`${file}\` has ${locked.get(key)}.`
      : `${asked} is not in the lock \`${file}\`.`;
    yield { ...placeOf(one), name: one.name, problem, help: lockHelp };
  }
}

function meets(version: string, versions: string): boolean {
  try {
    return satisfies(version, versions, { prereleases: true });
  } catch {
    // `===` compares text, of which pip knows more.
    return true;
  }
}

function placeOf({ file, line, column, endColumn }: RequirementPlace): RequirementPlace {
  return { file, line, column, endColumn };
}
