import type { DeclaredParams } from '../params/params.ts';
import type { LimitName } from './limits.ts';

/** One regular file of a package. */
export interface PackageFile {
  /** Relative to the package root, with `/`, as the author laid it out (`Butcher/Split.py` keeps its folder). */
  readonly path: string;
  readonly bytes: Buffer;
}

/** `flat`: Split.py at the root. `guideline`: Butcher/Split.py, Butcher/Merge.py, Processor/Processor.py. */
export type PackageLayout = 'flat' | 'guideline';

/** What `butcher.json` may set, validated; limits are in the unit of their name. */
export interface Manifest {
  readonly name?: string;
  readonly description?: string;
  readonly ordered?: boolean;
  readonly workers?: number;
  readonly python?: string;
  /** The parameters that a job of it may be given, and no others. */
  readonly params?: DeclaredParams;
  readonly limits: Readonly<Partial<Record<LimitName, number>>>;
}

/**
 * A package in memory, immutable, the same whatever it was loaded from (folder, tar, tar.gz, zip).
 * Bounded by the limits packageBytes, wheelBytes, packageFiles and packageDepth.
 */
export interface PackageSource {
  /**
   * Default job name: the manifest's, else the folder's or archive's, made to fit `[A-Za-z0-9][A-Za-z0-9._-]{0,62}`.
   */
  readonly name: string;
  readonly layout: PackageLayout;
  /** By path, in code point order. */
  readonly files: ReadonlyMap<string, PackageFile>;
  /** `null` where there is no butcher.json or it is not valid. */
  readonly manifest: Manifest | null;
  /** `sha256:` and 64 hex digits over the sorted paths and contents: the archive format does not matter. */
  readonly digest: string;
}

export type EntryRole = 'splitter' | 'processor' | 'merger';

/** Where each entry file lives in each layout. */
export const entryFiles: Readonly<Record<PackageLayout, Readonly<Record<EntryRole, string>>>> = {
  flat: { splitter: 'Split.py', processor: 'Processor.py', merger: 'Merge.py' },
  guideline: {
    splitter: 'Butcher/Split.py',
    processor: 'Processor/Processor.py',
    merger: 'Butcher/Merge.py',
  },
};

/** Function names accepted in each entry file, the proper one first. */
export const entryNames: Readonly<Record<EntryRole, readonly string[]>> = {
  splitter: ['splitter', 'Split'],
  processor: ['Processor', 'processor', 'Process', 'process'],
  merger: ['merger', 'Merge'],
};
