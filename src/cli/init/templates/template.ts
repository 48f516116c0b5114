import type { DeclaredParams } from '../../../params/params.ts';

export type PackageFiles = Readonly<Record<'Split.py' | 'Processor.py' | 'Merge.py', string>> &
  Readonly<Record<string, string>>;

/** A package that `butcher init` can make. */
export interface PackageTemplate {
  /** For the manifest. */
  readonly description: string;
  /** For the manifest, each with a default. */
  readonly params?: DeclaredParams;
  readonly files: PackageFiles;
}

/** What `butcher init` makes one package from. */
export interface Template extends PackageTemplate {
  /** Name of a dataset to show in the command to run it; null where none is needed. */
  readonly data: string | null;
  /** Parameters to show in a second command, as on a command line. */
  readonly tryParams?: readonly string[];
}

/** What `butcher init` makes several packages from that a script runs one after the other. */
export interface ChainTemplate {
  /** By folder, in the order in which they are run. */
  readonly packages: Readonly<Record<string, PackageTemplate>>;
  /** What lies beside the packages. */
  readonly files: Readonly<Record<string, string>>;
  /** What runs them all, to follow the path of the folder and a slash. */
  readonly run: { readonly interpreter: string; readonly script: string; readonly words: string };
}
