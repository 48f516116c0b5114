import type { EntryRole, PackageSource } from '../../model/package-source.ts';
import type { FindModule, FunctionDefinition, PythonModule } from './definitions.ts';
import type { Resolver } from './resolver.ts';

/** A package as the rules see it: every readable Python file parsed once, with its definitions and names. */
export interface PackageModel {
  readonly source: PackageSource;
  /** Decoded text of every Python file that can be decoded, by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** The Python files that parse, by path. A file with a syntax error is not here: it has its finding already. */
  readonly modules: ReadonlyMap<string, PythonModule>;
  /** Follows names to what they stand for. */
  readonly resolver: Resolver;
  /** Module of an entry file, where that parses. */
  entryModule(role: EntryRole): PythonModule | null;
  /**
   * The functions that the role's proper name or alias may stand for when the entry file is loaded, imports and
   * assignments followed; more than one where that is decided when it runs. Empty where there is none or it is
   * none of the package's functions.
   */
  entryFunctions(role: EntryRole): readonly FunctionDefinition[];
  readonly moduleNamed: FindModule;
}
