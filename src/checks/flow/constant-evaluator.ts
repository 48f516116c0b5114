import type { Binding } from '../model/definitions.ts';
import type { PackageModel } from '../model/package-model.ts';
import type { SyntaxNode, SyntaxTree } from '../model/syntax-tree.ts';
import { areEqual, arithmetic, type Constant, comparison, numberOf, truthOf } from './constant.ts';

/** Values that names are known to have, such as a function's parameters in one call of it. */
export type KnownNames = ReadonlyMap<string, Constant>;

const none: KnownNames = new Map();
const deepest = 60;

/** Works out expressions whose value does not depend on data. */
export class ConstantEvaluator {
  readonly #model: PackageModel;
  #assignedAttributes: Set<string> | null = null;
  #hasTextBindings: boolean | null = null;
  #depth = 0;
  /** What names of modules and classes are worth, by the node that binds them: each is worked out once. */
  readonly #bound = new Map<SyntaxTree, Map<number, Constant | null>>();

  constructor(model: PackageModel) {
    this.#model = model;
  }

  /** Whether the condition always comes out true or always false; null where that depends. */
  truth(condition: SyntaxNode, known: KnownNames = none): boolean | null {
    if (this.#depth > deepest) return null;
    this.#depth++;
    try {
      return this.#truth(condition.unparenthesized, known);
    } finally {
      this.#depth--;
    }
  }

  /** The expression's value, or null where it depends on something. */
  value(expression: SyntaxNode, known: KnownNames = none): Constant | null {
    if (this.#depth > deepest) return null;
    this.#depth++;
    try {
      return this.#value(expression.unparenthesized, known);
    } finally {
      this.#depth--;
    }
  }

  /** The same for an argument: here a local name that only ever gets one constant has its value. */
  argument(expression: SyntaxNode, known: KnownNames): Constant | null {
    const node = expression.unparenthesized;
    const local = node.kind === 'identifier' && !known.has(node.text) ? this.#onlyBinding(node) : null;
    return this.value(local?.value ?? node, known);
  }

  #truth(node: SyntaxNode, known: KnownNames): boolean | null {
    if (node.kind === 'not_operator') {
      const argument = node.child('argument');
      const truth = argument === null ? null : this.truth(argument, known);
      return truth === null ? null : !truth;
    }
    if (node.kind === 'boolean_operator') {
      const isAnd = node.child('operator')?.text === 'and';
      const sides = [node.child('left'), node.child('right')].map((side) =>
        side === null ? null : this.truth(side, known),
      );
      if (sides.includes(!isAnd)) return !isAnd;
      return sides.includes(null) ? null : isAnd;
    }
    // A local name that only ever gets one constant: `running = True`, then `while running`.
    if (node.kind === 'identifier' && !known.has(node.text)) {
      const local = this.#onlyBinding(node);
      if (local !== null && local.value !== null && local.value.index !== node.index) {
        const value = this.value(local.value);
        return value === null || isMutable(local.value) ? null : truthOf(value);
      }
    }
    const value = this.value(node, known);
    return value === null ? null : truthOf(value);
  }

  #value(node: SyntaxNode, known: KnownNames): Constant | null {
    switch (node.kind) {
      case 'true':
      case 'false':
        return { type: 'bool', value: node.kind === 'true' };
      case 'none':
        return { type: 'none' };
      case 'ellipsis':
      case 'lambda':
        return { type: 'object', truth: true };
      case 'integer':
      case 'float':
        return numberLiteral(node.text);
      case 'string':
        return stringLiteral(node);
      case 'concatenated_string':
        return node.children.some((part) => stringLiteral(part)?.type !== 'object' && part.text.length > 4)
          ? { type: 'object', truth: true }
          : null;
      case 'list':
      case 'tuple':
      case 'set':
      case 'dictionary':
      case 'expression_list':
        return containerLiteral(node);
      case 'named_expression': {
        const value = node.child('value');
        return value === null ? null : this.value(value, known);
      }
      case 'unary_operator':
        return this.#unary(node, known);
      case 'binary_operator': {
        const left = numberOf(this.#side(node, 'left', known));
        const right = numberOf(this.#side(node, 'right', known));
        if (left === null || right === null) return null;
        const value = arithmetic(node.child('operator')?.text ?? '', left, right);
        return value === null ? null : { type: 'number', value };
      }
      case 'comparison_operator':
        return this.#comparison(node, known);
      case 'not_operator':
      case 'boolean_operator': {
        const truth = this.truth(node, known);
        return truth === null ? null : { type: 'object', truth };
      }
      case 'conditional_expression': {
        const [yes, condition, no] = node.children;
        const truth = condition === undefined ? null : this.truth(condition, known);
        if (truth === null) return null;
        const chosen = truth ? yes : no;
        return chosen === undefined ? null : this.value(chosen, known);
      }
      case 'identifier':
        return known.get(node.text) ?? this.#nameValue(node);
      case 'attribute':
        return this.#attributeValue(node);
      case 'call':
        return this.#callValue(node, known);
      default:
        return null;
    }
  }

  #side(node: SyntaxNode, field: string, known: KnownNames): Constant | null {
    const side = node.child(field);
    return side === null ? null : this.value(side, known);
  }

  #unary(node: SyntaxNode, known: KnownNames): Constant | null {
    const value = numberOf(this.#side(node, 'argument', known));
    if (value === null) return null;
    const operator = node.child('operator')?.text;
    if (operator === '-') return { type: 'number', value: -value };
    return { type: 'number', value: operator === '~' ? -value - 1 : value };
  }

  #comparison(node: SyntaxNode, known: KnownNames): Constant | null {
    const operators = node.childrenOf('operators');
    const operands = node.children.filter((child) => child.field !== 'operators');
    let result = true;
    for (const [index, operator] of operators.entries()) {
      const left = operands[index] && this.value(operands[index], known);
      const right = operands[index + 1] && this.value(operands[index + 1]!, known);
      if (!left || !right) return null;
      const holds = comparison(operator.text.replace(/\s+/g, ' '), left, right);
      if (holds === null) return null;
      result &&= holds;
    }
    return { type: 'bool', value: result };
  }

  #nameValue(node: SyntaxNode): Constant | null {
    if (node.text === '__debug__') return { type: 'bool', value: true };
    return this.#boundValue(this.#model.resolver.bindingsOf(node), node);
  }

  /** A constant of a module or class: bound once, to something that cannot change. */
  #boundValue(bindings: readonly Binding[], use: SyntaxNode): Constant | null {
    const [binding, ...more] = bindings;
    if (binding === undefined || more.length > 0) return null;
    if (binding.import !== null) return this.#importedValue(use);
    if (binding.value === null || binding.kind !== 'assignment' || isMutable(binding.value)) return null;
    const module = this.#model.resolver.moduleOf(binding.node);
    const scope = module.scopeAt(binding.node);
    if (scope.kind !== 'module' && scope.kind !== 'class') return null;
    if ((scope.bindings.get(binding.name)?.length ?? 0) !== 1) return null;
    const stars = scope.bindings.get('*') ?? [];
    if (stars.some((star) => star.node.index > binding.node.index)) return null;
    if (this.#isAssignedAsAttribute(binding.name) || this.#bindsByText()) return null;
    return this.#onceBound(binding.node, binding.value);
  }

  /** The value of what is bound there. While it is worked out it is not known, so that none depends on itself. */
  #onceBound({ tree, index }: SyntaxNode, value: SyntaxNode): Constant | null {
    const known = this.#bound.get(tree) ?? new Map<number, Constant | null>();
    this.#bound.set(tree, known);
    const earlier = known.get(index);
    if (earlier !== undefined) return earlier;
    known.set(index, null);
    const worth = this.value(value);
    known.set(index, worth);
    return worth;
  }

  #importedValue(use: SyntaxNode): Constant | null {
    const { resolver } = this.#model;
    if (resolver.externalName(use) === 'typing.TYPE_CHECKING') return { type: 'bool', value: false };
    const imported = resolver.bindingsOf(use)[0]?.import;
    if (!imported || imported.name === null) return null;
    const from = this.#model.moduleNamed(resolver.moduleOf(use), imported.module, imported.level);
    if (from === null || from === 'folder') return null;
    return this.#memberValue(from.scopes[0]!.bindings.get(imported.name));
  }

  #memberValue(bindings: readonly Binding[] | undefined): Constant | null {
    const binding = bindings?.[0];
    return bindings?.length === 1 && binding !== undefined ? this.#boundValue(bindings, binding.node) : null;
  }

  #attributeValue(node: SyntaxNode): Constant | null {
    const object = node.child('object');
    const name = node.child('attribute')?.text;
    if (object === null || name === undefined) return null;
    if (this.#model.resolver.externalName(node) === 'typing.TYPE_CHECKING')
      return { type: 'bool', value: false };
    const { entities, certain } = this.#model.resolver.resolve(object);
    const entity = certain ? entities[0] : undefined;
    if (entity?.kind === 'module') return this.#memberValue(entity.module?.scopes[0]?.bindings.get(name));
    if (entity?.kind === 'class') return this.#memberValue(entity.class.scope.bindings.get(name));
    return null;
  }

  #callValue(node: SyntaxNode, known: KnownNames): Constant | null {
    const callee = node.child('function');
    const list = node.child('arguments');
    if (callee?.kind !== 'identifier' || list === null) return null;
    const name = this.#model.resolver.externalName(callee);
    const [first, ...more] = list.kind === 'argument_list' ? list.children : [list];
    if (name === 'builtins.object') return { type: 'object', truth: true };
    if (first === undefined) return emptyOf(name);
    if (more.length > 0) return null;
    const value = this.value(first, known);
    if (value === null) return null;
    if (name === 'builtins.bool') return { type: 'bool', value: truthOf(value) };
    if (name === 'builtins.int' && numberOf(value) !== null) {
      return { type: 'number', value: Math.trunc(numberOf(value)!) };
    }
    return name === 'builtins.len' && value.type === 'object' ? value : null;
  }

  /** The one binding of a name in the function it is used in. */
  #onlyBinding(identifier: SyntaxNode): Binding | null {
    const module = this.#model.resolver.moduleOf(identifier);
    const scope = module.scopeAt(identifier);
    const bindings = scope.kind === 'function' ? scope.bindings.get(identifier.text) : undefined;
    return bindings?.length === 1 && bindings[0]!.kind === 'assignment' ? bindings[0]! : null;
  }

  /** Names of modules and classes may then be bound in ways that cannot be seen. */
  #bindsByText(): boolean {
    this.#hasTextBindings ??= [...this.#model.modules.values()].some(({ tree }) =>
      /\b(?:globals|vars|setattr|exec|__dict__)\b/.test(tree.text),
    );
    return this.#hasTextBindings;
  }

  #isAssignedAsAttribute(name: string): boolean {
    if (this.#assignedAttributes === null) {
      this.#assignedAttributes = new Set();
      for (const { tree } of this.#model.modules.values()) {
        for (let index = 1; index < tree.size; index++) {
          if (tree.kindOf(index) !== 'attribute' || tree.fieldOf(index) !== 'left') continue;
          this.#assignedAttributes.add(tree.node(index).child('attribute')?.text ?? '');
        }
      }
    }
    return this.#assignedAttributes.has(name);
  }
}

/** Whether two expressions certainly have values that differ. */
export function certainlyDiffer(left: Constant | null, right: Constant | null): boolean {
  return left !== null && right !== null && areEqual(left, right) === false;
}

function isMutable(value: SyntaxNode): boolean {
  return ['list', 'set', 'dictionary', 'call'].includes(value.unparenthesized.kind);
}

function numberLiteral(text: string): Constant | null {
  const plain = text.replaceAll('_', '');
  const value = /[jJ]$/.test(plain) ? Number(plain.slice(0, -1)) : Number(plain);
  if (Number.isNaN(value)) return { type: 'object', truth: true };
  return { type: 'number', value };
}

/** Its text when there are no escapes; else only whether it is empty. */
function stringLiteral(node: SyntaxNode): Constant | null {
  const match = /^([a-zA-Z]*)('''|"""|'|")([\s\S]*)\2$/.exec(node.text);
  if (match === null) return null;
  const [, prefix, , content] = match as unknown as [string, string, string, string];
  if (/[ft]/i.test(prefix)) {
    const filledIn = node.children.reduce((length, part) => length + part.text.length, 0);
    return content.length > filledIn ? { type: 'object', truth: true } : null;
  }
  if (content.includes('\\')) return { type: 'object', truth: true };
  return { type: /b/i.test(prefix) ? 'bytes' : 'text', value: content };
}

function containerLiteral(node: SyntaxNode): Constant | null {
  const items = node.children;
  const splats = items.filter((item) => item.kind === 'list_splat' || item.kind === 'dictionary_splat');
  if (items.length > splats.length) return { type: 'object', truth: true };
  return splats.length === 0 ? { type: 'object', truth: false } : null;
}

function emptyOf(builtin: string | null): Constant | null {
  switch (builtin) {
    case 'builtins.int':
    case 'builtins.float':
      return { type: 'number', value: 0 };
    case 'builtins.bool':
      return { type: 'bool', value: false };
    case 'builtins.str':
      return { type: 'text', value: '' };
    case 'builtins.bytes':
      return { type: 'bytes', value: '' };
    case 'builtins.list':
    case 'builtins.dict':
    case 'builtins.set':
    case 'builtins.tuple':
      return { type: 'object', truth: false };
    default:
      return null;
  }
}
