import { bindPattern, patternNames } from './binding-patterns.ts';
import type {
  Binding,
  ClassDefinition,
  FunctionDefinition,
  ImportedName,
  Parameter,
  PythonModule,
  Scope,
} from './definitions.ts';
import { importedNames } from './imported-names.ts';
import { readParameters } from './parameters.ts';
import type { SyntaxNode, SyntaxTree } from './syntax-tree.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface OpenScope extends Mutable<Scope> {
  readonly bindings: Map<string, Binding[]>;
  readonly boundElsewhere: Set<string>;
  readonly globals: Set<string>;
  readonly nonlocals: Set<string>;
}
interface OpenFunction extends Mutable<FunctionDefinition> {
  readonly yields: SyntaxNode[];
  readonly calls: SyntaxNode[];
  readonly parameters: Parameter[];
}
interface OpenClass extends ClassDefinition {
  readonly instanceAttributes: Map<string, SyntaxNode[]>;
}

/** What a statement can be inside of and yet always happen. */
const transparent = new Set([
  'module',
  'block',
  'expression_statement',
  'decorated_definition',
  'with_statement',
  'with_clause',
  'with_item',
  'assignment',
]);

/** Finds the definitions, scopes, bindings, imports, calls and yields of one file in one pass over its tree. */
export function parseModule(path: string, tree: SyntaxTree): PythonModule {
  return new ModuleReader(path, tree).module;
}

class ModuleReader {
  readonly module: PythonModule;
  readonly #tree: SyntaxTree;
  readonly #scopes: OpenScope[] = [];
  /** By node: the scope that its names are looked up in. */
  readonly #scopeOfNode: Int32Array;
  /** By node of a definition or comprehension: the scope that it makes. */
  readonly #scopeMadeBy = new Map<number, number>();
  /** By scope: the function whose code it belongs to. */
  readonly #functionOfScope: OpenFunction[] = [];
  readonly #functions: OpenFunction[] = [];
  readonly #classes: OpenClass[] = [];
  readonly #imports: ImportedName[] = [];
  readonly #nonlocalBindings: { readonly scope: OpenScope; readonly binding: Binding }[] = [];

  constructor(path: string, tree: SyntaxTree) {
    this.#tree = tree;
    this.#scopeOfNode = new Int32Array(tree.size);
    const scope = this.#openScope('module', tree.root, null);
    const top: OpenFunction = {
      module: null as unknown as PythonModule,
      kind: 'module',
      name: '<module>',
      qualifiedName: '<module>',
      isAsync: false,
      owner: null,
      node: tree.root,
      nameNode: tree.root,
      body: tree.root,
      scope,
      decorators: [],
      parameters: [],
      yields: [],
      calls: [],
    };
    this.#functionOfScope.push(top);
    const scopeIndex = (node: SyntaxNode) => this.#scopeOfNode[node.index]!;
    this.module = {
      path,
      tree,
      scopes: this.#scopes,
      top,
      functions: this.#functions,
      classes: this.#classes,
      imports: this.#imports,
      scopeAt: (node) => this.#scopes[scopeIndex(node)]!,
      functionAt: (node) => this.#functionOfScope[scopeIndex(node)]!,
      functionMadeBy: (node) => this.#scopes[this.#scopeMadeBy.get(node.index) ?? 0]!.function,
    };
    top.module = this.module;
    for (let index = 1; index < tree.size; index++) this.#visit(index);
    this.#bindNonlocals();
  }

  #visit(index: number): void {
    const scopeIndex = this.#scopeIndexFor(index);
    this.#scopeOfNode[index] = scopeIndex;
    const scope = this.#scopes[scopeIndex]!;
    const kind = this.#tree.kindOf(index);
    switch (kind) {
      case 'function_definition':
      case 'lambda':
        this.#openFunction(this.#tree.node(index), scope);
        break;
      case 'class_definition':
        this.#openClass(this.#tree.node(index), scope);
        break;
      case 'list_comprehension':
      case 'set_comprehension':
      case 'dictionary_comprehension':
      case 'generator_expression':
        this.#makeScope('comprehension', this.#tree.node(index), scope, this.#functionOfScope[scopeIndex]!);
        break;
      case 'call':
        this.#functionOfScope[scopeIndex]!.calls.push(this.#tree.node(index));
        break;
      case 'yield':
        this.#functionOfScope[scopeIndex]!.yields.push(this.#tree.node(index));
        break;
      case 'import_statement':
      case 'import_from_statement':
      case 'future_import_statement':
        for (const imported of importedNames(this.#tree.node(index))) {
          this.#imports.push(imported);
          this.#bind(scope, {
            ...this.#binding('import', imported.boundName, imported.node),
            import: imported,
          });
        }
        break;
      case 'global_statement':
      case 'nonlocal_statement': {
        const names = kind === 'global_statement' ? scope.globals : scope.nonlocals;
        for (const child of this.#tree.node(index).children) names.add(child.text);
        break;
      }
      case 'assignment':
        this.#bindAssignment(this.#tree.node(index), scope);
        break;
      case 'named_expression': {
        const node = this.#tree.node(index);
        const name = node.child('name');
        let target: OpenScope = scope;
        while (target.kind === 'comprehension') target = target.parent as OpenScope;
        if (name !== null) {
          this.#bind(target, { ...this.#binding('assignment', name.text, name), value: node.child('value') });
        }
        break;
      }
      default:
        for (const name of bindPattern(this.#tree, index)) {
          this.#bind(scope, this.#binding('other', name.text, name));
        }
    }
  }

  /** Decorators, defaults, annotations and the first iterable of a comprehension belong to the scope around. */
  #scopeIndexFor(index: number): number {
    const { parent: parents } = this.#tree.arrays;
    const parent = parents[index]!;
    const made = this.#scopeMadeBy.get(parent);
    if (made !== undefined) {
      const field = this.#tree.fieldOf(index);
      if (field === 'body' || this.#scopes[made]!.kind === 'comprehension') return made;
      return this.#scopeOfNode[parent]!;
    }
    if (this.#tree.kindOf(parent) === 'for_in_clause' && this.#tree.fieldOf(index) === 'right') {
      const comprehension = parents[parent]!;
      const first = this.#tree.node(comprehension).childOfKind('for_in_clause');
      if (first?.index === parent) return this.#scopeOfNode[comprehension]!;
    }
    return this.#scopeOfNode[parent]!;
  }

  #openFunction(node: SyntaxNode, scope: OpenScope): void {
    const isLambda = node.kind === 'lambda';
    const nameNode = isLambda ? node : (node.child('name') ?? node);
    const name = isLambda ? '<lambda>' : nameNode.text;
    const body = node.child('body') ?? node;
    const definition: OpenFunction = {
      module: this.module,
      kind: isLambda ? 'lambda' : 'def',
      name,
      qualifiedName: this.#qualified(scope, name),
      isAsync: !isLambda && /^async\b/.test(node.text.slice(0, 6)),
      owner: scope.class,
      node,
      nameNode,
      body,
      scope: null as unknown as Scope,
      decorators: decoratorsOf(node),
      parameters: [],
      yields: [],
      calls: [],
    };
    definition.scope = this.#makeScope('function', node, scope, definition);
    this.#functions.push(definition);
    if (!isLambda) this.#bind(scope, { ...this.#binding('function', name, nameNode), function: definition });
    const list = node.child('parameters');
    for (const parameter of list === null ? [] : readParameters(list)) {
      definition.parameters.push(parameter);
      this.#bind(definition.scope as OpenScope, this.#binding('parameter', parameter.name, parameter.node));
    }
  }

  #openClass(node: SyntaxNode, scope: OpenScope): void {
    const nameNode = node.child('name') ?? node;
    const definition: Mutable<OpenClass> = {
      module: this.module,
      name: nameNode.text,
      qualifiedName: this.#qualified(scope, nameNode.text),
      node,
      nameNode,
      scope: null as unknown as Scope,
      bases: (node.child('superclasses')?.children ?? []).filter((base) => base.kind !== 'keyword_argument'),
      decorators: decoratorsOf(node),
      instanceAttributes: new Map(),
    };
    const made = this.#makeScope(
      'class',
      node,
      scope,
      this.#functionOfScope[this.#scopeOfNode[node.index]!]!,
    );
    made.class = definition;
    definition.scope = made;
    this.#classes.push(definition);
    this.#bind(scope, { ...this.#binding('class', definition.name, nameNode), class: definition });
  }

  #bindAssignment(node: SyntaxNode, scope: OpenScope): void {
    const left = node.child('left');
    let value = node.child('right');
    if (left === null || value === null) return;
    while (value.kind === 'assignment') {
      const next = value.child('right');
      if (next === null) return;
      value = next;
    }
    if (left.kind === 'attribute') this.#noteInstanceAttribute(left, value, scope);
    if (left.kind === 'identifier') {
      this.#bind(scope, { ...this.#binding('assignment', left.text, left), value });
      return;
    }
    const targets = left.children;
    const values = value.kind === 'expression_list' || value.kind === 'tuple' ? value.children : [];
    const paired =
      values.length === targets.length &&
      targets.every((target) => target.kind === 'identifier') &&
      values.every((item) => item.kind !== 'list_splat');
    for (const name of patternNames(left)) {
      const at = paired ? targets.findIndex((target) => target.index === name.index) : -1;
      this.#bind(
        scope,
        at < 0
          ? this.#binding('other', name.text, name)
          : { ...this.#binding('assignment', name.text, name), value: values[at]! },
      );
    }
  }

  #noteInstanceAttribute(target: SyntaxNode, value: SyntaxNode, scope: OpenScope): void {
    const owner = scope.function?.owner;
    const object = target.child('object');
    const name = target.child('attribute')?.text;
    if (!owner || object === null || name === undefined) return;
    if (object.text !== scope.function?.parameters[0]?.name) return;
    const attributes = (owner as OpenClass).instanceAttributes;
    attributes.set(name, [...(attributes.get(name) ?? []), value]);
  }

  #binding(kind: Binding['kind'], name: string, node: SyntaxNode): Binding {
    return {
      name,
      kind,
      node,
      value: null,
      function: null,
      class: null,
      import: null,
      unconditional: false,
      fromElsewhere: false,
    };
  }

  #bind(scope: OpenScope, binding: Binding): void {
    if (scope.nonlocals.has(binding.name)) {
      this.#nonlocalBindings.push({ scope, binding });
      return;
    }
    if (scope.globals.has(binding.name)) {
      this.#bindFromElsewhere(this.#scopes[0]!, binding);
      return;
    }
    const unconditional = this.#alwaysHappens(binding.node, scope.node);
    append(scope.bindings, binding.name, { ...binding, unconditional });
  }

  #alwaysHappens(node: SyntaxNode, scopeNode: SyntaxNode): boolean {
    const { parent } = this.#tree.arrays;
    for (let at = parent[node.index]!; at > scopeNode.index; at = parent[at]!) {
      const kind = this.#tree.kindOf(at);
      if (transparent.has(kind) || kind.startsWith('import_') || kind === 'aliased_import') continue;
      const definesIt = kind === 'function_definition' || kind === 'class_definition';
      if (!(definesIt && this.#tree.node(at).child('name')?.index === node.index)) return false;
    }
    return true;
  }

  #bindNonlocals(): void {
    for (const { scope, binding } of this.#nonlocalBindings) {
      let target = scope.parent;
      while (target !== null && !(target.kind === 'function' && target.bindings.has(binding.name))) {
        target = target.parent;
      }
      if (target !== null) {
        this.#bindFromElsewhere(target as OpenScope, binding);
      }
    }
  }

  #bindFromElsewhere(scope: OpenScope, binding: Binding): void {
    scope.boundElsewhere.add(binding.name);
    append(scope.bindings, binding.name, { ...binding, fromElsewhere: true });
  }

  #makeScope(kind: Scope['kind'], node: SyntaxNode, parent: OpenScope, functionOf: OpenFunction): OpenScope {
    const made = this.#openScope(kind, node, parent);
    if (kind === 'function') made.function = functionOf;
    this.#functionOfScope.push(functionOf);
    this.#scopeMadeBy.set(node.index, this.#scopes.length - 1);
    return made;
  }

  #openScope(kind: Scope['kind'], node: SyntaxNode, parent: Scope | null): OpenScope {
    const scope: OpenScope = {
      kind,
      node,
      parent,
      bindings: new Map(),
      boundElsewhere: new Set(),
      globals: new Set(),
      nonlocals: new Set(),
      function: null,
      class: null,
    };
    this.#scopes.push(scope);
    return scope;
  }

  #qualified(scope: Scope, name: string): string {
    let around: Scope = scope;
    while (around.kind === 'comprehension' && around.parent !== null) around = around.parent;
    if (around.class !== null) return `${around.class.qualifiedName}.${name}`;
    return around.function === null ? name : `${around.function.qualifiedName}.<locals>.${name}`;
  }
}

function decoratorsOf(definition: SyntaxNode): SyntaxNode[] {
  const around = definition.parent;
  if (around?.kind !== 'decorated_definition') return [];
  return around.children.flatMap((child) =>
    child.kind === 'decorator' && child.firstChild !== null ? [child.firstChild] : [],
  );
}

function append<T>(lists: Map<string, T[]>, name: string, item: T): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [item]);
  else list.push(item);
}
