import type { PackageFile } from './package-source.ts';

/** What a package wants installed, as pip is to be asked for it. */
export interface WantedLibraries {
  /** One requirement each, with its markers and hashes; no options, addresses or paths. */
  readonly requirements: readonly string[];
  /** Versions that hold only where something else asks for the library. */
  readonly constraints: readonly string[];
  /** Wheels that the package brings itself. */
  readonly wheels: readonly PackageFile[];
  /** All that may be installed, where the package says so; null: whatever is found. */
  readonly lock: WantedLock | null;
}

export interface WantedLock {
  /** Name of the file. */
  readonly file: string;
  readonly libraries: readonly LockedDistribution[];
}

export interface LockedDistribution extends Omit<Distribution, 'sha256'> {
  /** Of the wheels that will do; none: any. */
  readonly sha256: readonly string[];
}

/** One thing that was installed. */
export interface Distribution {
  /** Normalised: lower case, words joined by `-`. */
  readonly name: string;
  readonly version: string;
  /** Of the wheel, 64 hex digits. */
  readonly sha256: string;
}

/** Where libraries come from; what the operator of a machine decides. */
export interface LibrarySettings {
  /** Address of a package index, maybe with name and password; null: pip's own, unless there is a folder of wheels. */
  readonly indexUrl: string | null;
  /** Addresses of indexes with the same content, asked in turn where the one before cannot be. */
  readonly mirrors: readonly string[];
  /** File with the names and passwords for indexes, as `netrc` has them. */
  readonly credentials: string | null;
  /** Hosts beside the index's own that pip may fetch from, as `host` or `host:port`. */
  readonly hosts: readonly string[];
  /** Folder of this machine with wheels. Without an index, the only supply. */
  readonly wheelFolder: string | null;
  /** File with the certificates that the index's is held against, where not those of the image. */
  readonly certificates: string | null;
}

/** What is asked for; and, in the form of pip's requirements or of PEP 751, what was found for it. */
export const requirementsFile = 'requirements.txt';
export const lockFile = 'requirements.lock';
export const pylockFile = 'pylock.toml';
/** Files at the top of a package by which it asks for libraries. */
export const libraryFiles: readonly string[] = [requirementsFile, lockFile, pylockFile];

/** What the image has beside Python, by name and version: it counts as installed. */
export const imageLibraries: ReadonlyMap<string, string> = new Map([['numpy', '2.2.4']]);

export const noLibrarySettings: LibrarySettings = Object.freeze({
  indexUrl: null,
  mirrors: [],
  credentials: null,
  hosts: [],
  wheelFolder: null,
  certificates: null,
});

/** One name for all spellings of it, as an index has it: lower case, words joined by `-`. */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** A wheel that a package brings: `wheels/pandas-2.3.3-….whl`, and nothing in folders below. */
export function isBundledWheel(path: string): boolean {
  return /^wheels\/[^/]+\.whl$/.test(path);
}
