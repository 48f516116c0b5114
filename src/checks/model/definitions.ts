import type { SyntaxNode, SyntaxTree } from './syntax-tree.ts';

/**
 * The package's file that a dotted module name means in `importer` (Split.py and Merge.py look in their own folder
 * first, then in the package root; others look in both too), or null where it is none of the package's.
 * `level` counts the leading dots.
 */
export type FindModule = (
  importer: PythonModule,
  dottedName: string,
  level: number,
) => PythonModule | 'folder' | null;

export interface PythonModule {
  readonly path: string;
  readonly tree: SyntaxTree;
  /** The module's own scope is the first. */
  readonly scopes: readonly Scope[];
  /** The module's top-level code, as a function without parameters. */
  readonly top: FunctionDefinition;
  /** Every `def` and lambda in source order, nested ones and methods too. */
  readonly functions: readonly FunctionDefinition[];
  readonly classes: readonly ClassDefinition[];
  /** Every `import` and `from … import` in source order. */
  readonly imports: readonly ImportedName[];
  /** The scope in which the names of a node are looked up. */
  scopeAt(node: SyntaxNode): Scope;
  /** The function, or the module's top, whose code a node is part of. */
  functionAt(node: SyntaxNode): FunctionDefinition;
  /** The function that a `def` or lambda makes. */
  functionMadeBy(node: SyntaxNode): FunctionDefinition | null;
}

export interface FunctionDefinition {
  readonly module: PythonModule;
  readonly kind: 'def' | 'lambda' | 'module';
  /** `<lambda>` for a lambda, `<module>` for a module's top. */
  readonly name: string;
  /** As Python shows it: `Reader.lines`, `splitter.<locals>.inner`. */
  readonly qualifiedName: string;
  readonly isAsync: boolean;
  /** The class whose method it is. */
  readonly owner: ClassDefinition | null;
  readonly node: SyntaxNode;
  /** The place to point at: the name of a `def`, the whole lambda. */
  readonly nameNode: SyntaxNode;
  readonly body: SyntaxNode;
  readonly scope: Scope;
  readonly decorators: readonly SyntaxNode[];
  readonly parameters: readonly Parameter[];
  /** `yield` and `yield from` of its own, in source order. */
  readonly yields: readonly SyntaxNode[];
  /** Calls in its own code, comprehensions included and nested functions not. */
  readonly calls: readonly SyntaxNode[];
}

export interface Parameter {
  readonly name: string;
  readonly kind: 'positional-only' | 'plain' | 'keyword-only' | 'arguments' | 'keywords';
  readonly default: SyntaxNode | null;
  readonly annotation: SyntaxNode | null;
  readonly node: SyntaxNode;
}

export interface ClassDefinition {
  readonly module: PythonModule;
  readonly name: string;
  readonly qualifiedName: string;
  readonly node: SyntaxNode;
  readonly nameNode: SyntaxNode;
  readonly scope: Scope;
  readonly bases: readonly SyntaxNode[];
  readonly decorators: readonly SyntaxNode[];
  /** `self.name = value` in its methods, by name. */
  readonly instanceAttributes: ReadonlyMap<string, readonly SyntaxNode[]>;
}

export interface Scope {
  readonly kind: 'module' | 'class' | 'function' | 'comprehension';
  readonly node: SyntaxNode;
  readonly parent: Scope | null;
  readonly bindings: ReadonlyMap<string, readonly Binding[]>;
  /** Names of which some binding is `fromElsewhere`. */
  readonly boundElsewhere: ReadonlySet<string>;
  readonly globals: ReadonlySet<string>;
  readonly nonlocals: ReadonlySet<string>;
  readonly function: FunctionDefinition | null;
  readonly class: ClassDefinition | null;
}

/** One place that gives a name its meaning. */
export interface Binding {
  readonly name: string;
  readonly kind:
    | 'function'
    | 'class'
    | 'import'
    | 'parameter'
    /** `name = value`, `name: type = value`, `name := value`: `value` is the right-hand side. */
    | 'assignment'
    /** Part of a pattern, `+=`, `for`, `with`, `except`, `match`, `del`, `global` in another function. */
    | 'other';
  /** The name where it is bound. */
  readonly node: SyntaxNode;
  readonly value: SyntaxNode | null;
  readonly function: FunctionDefinition | null;
  readonly class: ClassDefinition | null;
  readonly import: ImportedName | null;
  /** Directly in the body of its scope, so that it always happens if control gets there. */
  readonly unconditional: boolean;
  /** Bound by another function's `global` or `nonlocal`: no telling when. */
  readonly fromElsewhere: boolean;
}

/** One name of an import statement. */
export interface ImportedName {
  /** The module as written, without leading dots: `a.b` in `import a.b` and `from ..a.b import c`. */
  readonly module: string;
  /** Leading dots. */
  readonly level: number;
  /** The name imported from the module; `*` for all; null for `import module`. */
  readonly name: string | null;
  /** The name it is bound to: `a` for `import a.b`, `x` for `import a.b as x`; `*` for all. */
  readonly boundName: string;
  readonly hasAlias: boolean;
  readonly statement: SyntaxNode;
  readonly node: SyntaxNode;
}
