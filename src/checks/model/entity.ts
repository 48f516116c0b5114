import type { ClassDefinition, FunctionDefinition, PythonModule } from './definitions.ts';

/** What an expression may stand for, as far as that can be told without running anything. */
export type Entity =
  /** `isPartial`: with some arguments already given, by `functools.partial`. */
  | { readonly kind: 'function'; readonly function: FunctionDefinition; readonly isPartial?: true }
  | { readonly kind: 'class'; readonly class: ClassDefinition }
  | { readonly kind: 'instance'; readonly class: ClassDefinition }
  /** What `super()` gives in a method of the class. */
  | { readonly kind: 'super'; readonly class: ClassDefinition }
  /** A module or folder of the package; `module` is null for a folder without `__init__.py`. */
  | {
      readonly kind: 'module';
      readonly module: PythonModule | null;
      readonly dottedName: string;
      readonly importer: PythonModule;
    }
  /** Something from outside the package, by full name: `itertools.count`, `builtins.open`. */
  | { readonly kind: 'external'; readonly name: string };

export interface Resolution {
  readonly entities: readonly Entity[];
  /** The one entity is what the expression stands for whenever it is evaluated. */
  readonly certain: boolean;
}
