import { argumentsOf } from '../flow/iterables.ts';
import type { ClassDefinition, FunctionDefinition, PythonModule } from '../model/definitions.ts';
import type { PackageModel } from '../model/package-model.ts';
import type { SyntaxNode } from '../model/syntax-tree.ts';

/** By builtin: the method that it calls on its argument. */
const methodOfBuiltin: Readonly<Record<string, readonly string[]>> = {
  'builtins.str': ['__str__', '__repr__'],
  'builtins.repr': ['__repr__'],
  'builtins.format': ['__format__', '__str__', '__repr__'],
  'builtins.len': ['__len__'],
  'builtins.hash': ['__hash__'],
  'builtins.bool': ['__bool__', '__len__'],
  'builtins.iter': ['__iter__'],
  'builtins.next': ['__next__'],
  'builtins.bytes': ['__bytes__'],
  'builtins.int': ['__int__'],
  'builtins.float': ['__float__'],
  'builtins.abs': ['__abs__'],
};
const methodOfOperator: Readonly<Record<string, string>> = {
  '==': '__eq__',
  '!=': '__ne__',
  '<': '__lt__',
  '<=': '__le__',
  '>': '__gt__',
  '>=': '__ge__',
  '+': '__add__',
  '-': '__sub__',
  '*': '__mul__',
  '/': '__truediv__',
  '//': '__floordiv__',
  '%': '__mod__',
  '**': '__pow__',
  '&': '__and__',
  '|': '__or__',
};

/** Methods that run without being called: properties, operators and what builtins ask an object for. */
export class ImplicitCalls {
  readonly #model: PackageModel;
  /** Special methods and properties that some class of the package has; all else need not be looked at. */
  readonly #names = new Set<string>();

  constructor(model: PackageModel) {
    this.#model = model;
    for (const module of model.modules.values()) {
      for (const { name, owner, decorators } of module.functions) {
        if (owner !== null && (name.startsWith('__') || decorators.length > 0)) this.#names.add(name);
      }
    }
  }

  *of(
    module: PythonModule,
  ): Iterable<{ readonly node: SyntaxNode; readonly functions: FunctionDefinition[] }> {
    if (this.#names.size === 0) return;
    const { tree } = module;
    for (let index = 1; index < tree.size; index++) {
      const functions = this.#at(tree.kindOf(index), tree, index);
      if (functions.length > 0) yield { node: tree.node(index), functions };
    }
  }

  #at(kind: string, tree: PythonModule['tree'], index: number): FunctionDefinition[] {
    switch (kind) {
      case 'attribute':
        return this.#ofAttribute(tree.node(index));
      case 'call':
        return this.#ofBuiltin(tree.node(index));
      case 'interpolation': {
        const value = tree.node(index).child('expression');
        const asRepr = tree.node(index).child('type_conversion')?.text === '!r';
        return this.#method(value, asRepr ? ['__repr__'] : ['__format__', '__str__', '__repr__']);
      }
      case 'subscript': {
        const node = tree.node(index);
        return this.#method(node.child('value'), [subscriptMethod(node)]);
      }
      case 'binary_operator':
      case 'comparison_operator':
        return this.#ofOperator(tree.node(index));
      default:
        return [];
    }
  }

  #ofAttribute(node: SyntaxNode): FunctionDefinition[] {
    const name = node.child('attribute')?.text ?? '';
    const isStored = node.field === 'left' && node.parent?.kind === 'assignment';
    const catchAll = isStored ? '__setattr__' : '__getattribute__';
    if (!this.#names.has(name) && !this.#names.has(catchAll)) return [];
    const owner = this.#classOf(node.child('object'));
    // An object that changes its class is looked up elsewhere from then on.
    if (owner === null || owner.instanceAttributes.has('__class__')) return [];
    const intercepted = this.#methodOf(owner, catchAll);
    return intercepted.length > 0 ? intercepted : this.#property(owner, name, isStored);
  }

  #property(owner: ClassDefinition, name: string, isStored: boolean): FunctionDefinition[] {
    if (!this.#names.has(name)) return [];
    for (const each of this.#model.resolver.lineages.of(owner)) {
      const bindings = each?.scope.bindings.get(name);
      if (bindings === undefined) continue;
      const accessor = bindings.findLast(({ function: candidate }) =>
        candidate?.decorators.some((decorator) =>
          isStored ? decorator.text === `${name}.setter` : decorator.text === 'property',
        ),
      );
      return accessor?.function && !this.#isOverridden(owner, name) ? [accessor.function] : [];
    }
    return [];
  }

  #ofBuiltin(node: SyntaxNode): FunctionDefinition[] {
    const callee = node.child('function');
    const [argument, ...more] = argumentsOf(node);
    if (callee?.kind !== 'identifier' || argument === undefined || more.length > 0) return [];
    const names = methodOfBuiltin[`builtins.${callee.text}`];
    if (names === undefined || this.#model.resolver.externalName(callee) !== `builtins.${callee.text}`)
      return [];
    return this.#method(argument, names);
  }

  #ofOperator(node: SyntaxNode): FunctionDefinition[] {
    const [left, operator, right, ...more] = node.children;
    if (left === undefined || operator === undefined || right === undefined || more.length > 0) return [];
    const symbol = operator.text.replace(/\s+/g, ' ');
    if (symbol === 'in' || symbol === 'not in') return this.#method(right, ['__contains__']);
    const name = methodOfOperator[symbol];
    return name === undefined ? [] : this.#method(left, [name]);
  }

  #method(object: SyntaxNode | null, names: readonly string[]): FunctionDefinition[] {
    if (object === null || !names.some((name) => this.#names.has(name))) return [];
    const owner = this.#classOf(object);
    if (owner === null) return [];
    const lineage = this.#model.resolver.lineages.of(owner);
    const name = names.find(
      (each) =>
        this.#isOverridden(owner, each) || lineage.some((one) => one?.scope.bindings.has(each) ?? true),
    );
    return name === undefined ? [] : this.#methodOf(owner, name);
  }

  #methodOf(owner: ClassDefinition, name: string): FunctionDefinition[] {
    if (!this.#names.has(name)) return [];
    const { entities, certain } = this.#model.resolver.classAttribute(owner, name);
    const entity = certain && !this.#isOverridden(owner, name) ? entities[0] : undefined;
    return entity?.kind === 'function' && entity.function.yields.length === 0 ? [entity.function] : [];
  }

  #isOverridden(owner: ClassDefinition, name: string): boolean {
    return this.#model.resolver.lineages.subclassesOf(owner).some((each) => each.scope.bindings.has(name));
  }

  #classOf(object: SyntaxNode | null): ClassDefinition | null {
    const node = object?.unparenthesized;
    if (node === undefined || (node.kind !== 'identifier' && node.kind !== 'call')) return null;
    const { entities, certain } = this.#model.resolver.resolve(node);
    return certain && entities[0]?.kind === 'instance' ? entities[0].class : null;
  }
}

function subscriptMethod(node: SyntaxNode): string {
  if (node.field === 'left' && node.parent?.kind === 'assignment') return '__setitem__';
  return node.parent?.kind === 'delete_statement' ? '__delitem__' : '__getitem__';
}
