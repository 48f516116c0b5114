import type { PackageFile } from './package-source.ts';

/** What a package wants installed, as pip is to be asked for it. */
export interface WantedLibraries {
  /** One requirement each, with its markers and hashes; no options, addresses or paths. */
  readonly requirements: readonly string[];
  /** Versions that hold only where something else asks for the library. */
  readonly constraints: readonly string[];
  /** Wheels that the package brings itself. */
  readonly wheels: readonly PackageFile[];
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
  /** Hosts beside the index's own that pip may fetch from, as `host` or `host:port`. */
  readonly hosts: readonly string[];
  /** Folder of this machine with wheels. Without an index, the only supply. */
  readonly wheelFolder: string | null;
  /** File with the certificates that the index's is held against, where not those of the image. */
  readonly certificates: string | null;
}

export const noLibrarySettings: LibrarySettings = Object.freeze({
  indexUrl: null,
  hosts: [],
  wheelFolder: null,
  certificates: null,
});

/** A wheel that a package brings: `wheels/pandas-2.3.3-….whl`, and nothing in folders below. */
export function isBundledWheel(path: string): boolean {
  return /^wheels\/[^/]+\.whl$/.test(path);
}
