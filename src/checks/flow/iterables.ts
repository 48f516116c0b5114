import type { FunctionDefinition } from '../model/definitions.ts';
import type { PackageModel } from '../model/package-model.ts';
import { returnedBy } from '../model/returned-by.ts';
import type { SyntaxNode } from '../model/syntax-tree.ts';
import { type Constant, numberOf } from './constant.ts';
import { type ConstantEvaluator, certainlyDiffer } from './constant-evaluator.ts';

const deepest = 30;

/** Iterables that hand out items of their only argument, or of any of them, for ever if that one does. */
const endlessIfAny = new Set(['itertools.chain', 'itertools.zip_longest', 'itertools.product']);
const endlessIfAll = new Set(['builtins.zip', 'itertools.compress']);
/** By name: which positional arguments are iterables; all those must be endless. */
const endlessIfArguments: Readonly<Record<string, number>> = {
  'builtins.map': 1,
  'builtins.filter': 1,
  'itertools.filterfalse': 1,
  'itertools.starmap': 1,
  'itertools.dropwhile': 1,
};
const endlessIfFirst = new Set([
  'builtins.enumerate',
  'builtins.iter',
  'itertools.accumulate',
  'itertools.batched',
  'itertools.groupby',
  'itertools.pairwise',
  'itertools.chain.from_iterable',
  'itertools.tee',
]);
/** What walks its argument to the end before it returns. */
const consumers = new Set([
  'builtins.list',
  'builtins.tuple',
  'builtins.set',
  'builtins.frozenset',
  'builtins.dict',
  'builtins.sorted',
  'builtins.sum',
  'builtins.max',
  'builtins.min',
  'builtins.bytes',
  'builtins.bytearray',
  'collections.deque',
  'collections.Counter',
  'collections.OrderedDict',
  'itertools.product',
  'itertools.permutations',
  'itertools.combinations',
  'math.fsum',
  'math.prod',
]);

/** Tells iterables that never end, and those that surely hold something. Silent where it depends on data. */
export class Iterables {
  readonly #model: PackageModel;
  readonly #constants: ConstantEvaluator;
  #depth = 0;

  constructor(model: PackageModel, constants: ConstantEvaluator) {
    this.#model = model;
    this.#constants = constants;
  }

  /** Whether walking the expression's value never comes to an end by itself. */
  isEndless(expression: SyntaxNode): boolean {
    if (this.#depth > deepest) return false;
    this.#depth++;
    try {
      return this.#isEndless(expression.unparenthesized);
    } finally {
      this.#depth--;
    }
  }

  /** The endless iterable that a call or display walks to its end before it has a value, or null. */
  consumedEndless(node: SyntaxNode): SyntaxNode | null {
    if (node.kind === 'list_splat') {
      const inner = node.firstChild;
      return inner !== null && this.isEndless(inner) ? inner : null;
    }
    if (node.kind !== 'call') return null;
    const callee = node.child('function');
    if (callee === null) return null;
    if (isUnpacked(node)) return this.isEndless(node) ? node : null;
    const items = argumentsOf(node);
    const name = this.#model.resolver.externalName(callee);
    const isJoin = callee.kind === 'attribute' && callee.child('attribute')?.text === 'join';
    const isConsumer = name === 'functools.reduce' || isJoin || consumers.has(name ?? '');
    if (!isConsumer) return null;
    const walked = name === 'functools.reduce' ? items[1] : items[0];
    if (isJoin && !isText(callee.child('object'))) return null;
    if (walked === undefined || walked.kind === 'keyword_argument') return null;
    if ((name === 'builtins.max' || name === 'builtins.min') && items.filter(isPositional).length > 1)
      return null;
    return this.isEndless(walked) ? walked : null;
  }

  /** Whether a generator expression is the argument of something that walks it to its end. */
  isWalkedAtOnce(generator: SyntaxNode): boolean {
    let call = generator.parent;
    if (call?.kind === 'argument_list') call = call.parent;
    const callee = call?.kind === 'call' ? call.child('function') : null;
    return callee !== null && consumers.has(this.#model.resolver.externalName(callee) ?? '');
  }

  /** Whether the expression's value surely has at least one item. */
  isSurelyFilled(expression: SyntaxNode): boolean {
    const node = expression.unparenthesized;
    switch (node.kind) {
      case 'list':
      case 'tuple':
      case 'set':
      case 'expression_list':
      case 'dictionary':
        return node.children.some((item) => item.kind !== 'list_splat' && item.kind !== 'dictionary_splat');
      case 'string': {
        const value = this.#constants.value(node);
        return value !== null && value.type !== 'object' && 'value' in value && value.value !== '';
      }
      case 'call': {
        const callee = node.child('function');
        const name = callee === null ? null : this.#model.resolver.externalName(callee);
        if (name === 'builtins.range') return this.#isFilledRange(argumentsOf(node));
        const [first] = argumentsOf(node);
        const passesOn = [
          'builtins.enumerate',
          'builtins.reversed',
          'builtins.sorted',
          'builtins.list',
          'builtins.tuple',
        ];
        if (name !== null && passesOn.includes(name) && first !== undefined)
          return this.isSurelyFilled(first);
        return this.isEndless(node);
      }
      default:
        return false;
    }
  }

  #isFilledRange(items: readonly SyntaxNode[]): boolean {
    const numbers = items.map((item) => numberOf(this.#constants.value(item)));
    if (numbers.length === 0 || numbers.includes(null)) return false;
    const [first, second, step] = numbers as number[];
    if (second === undefined) return first! > 0;
    return (step ?? 1) > 0 ? second > first! : second < first!;
  }

  #isEndless(node: SyntaxNode): boolean {
    switch (node.kind) {
      case 'identifier': {
        const value = this.#onlyValue(node);
        return value !== null && this.isEndless(value);
      }
      case 'named_expression': {
        const value = node.child('value');
        return value !== null && this.isEndless(value);
      }
      case 'conditional_expression': {
        const [yes, , no] = node.children;
        return yes !== undefined && no !== undefined && this.isEndless(yes) && this.isEndless(no);
      }
      case 'generator_expression':
        return node.children.some((child) => {
          const walked = child.kind === 'for_in_clause' ? child.child('right') : null;
          return walked !== null && this.isEndless(walked);
        });
      case 'subscript': {
        const value = node.child('value');
        return value !== null && this.#calls(value, 'itertools.tee') && this.isEndless(value);
      }
      case 'call':
        return this.#isEndlessCall(node);
      default:
        return false;
    }
  }

  #isEndlessCall(node: SyntaxNode): boolean {
    const callee = node.child('function');
    if (callee === null) return false;
    const items = argumentsOf(node);
    const name = this.#model.resolver.externalName(callee);
    if (name === null) return this.#returnsEndless(callee);
    if (items.some((item) => item.kind === 'list_splat' || item.kind === 'dictionary_splat')) return false;
    const positional = items.filter(isPositional);
    switch (name) {
      case 'itertools.count':
        return true;
      case 'itertools.cycle':
        return positional[0] !== undefined && !this.#isSurelyEmpty(positional[0]);
      case 'itertools.repeat':
        return positional.length < 2 && !items.some((item) => keywordOf(item) === 'times');
      case 'itertools.islice':
        return positional[0] !== undefined && this.isEndless(positional[0]) && !this.#isBounded(positional);
      case 'builtins.iter':
        if (positional.length === 2) return this.#neverGives(positional[0]!, positional[1]!);
    }
    if (endlessIfAny.has(name)) return positional.some((item) => this.isEndless(item));
    if (endlessIfAll.has(name))
      return positional.length > 0 && positional.every((item) => this.isEndless(item));
    if (name === 'itertools.chain.from_iterable' && positional[0] !== undefined) {
      const parts = positional[0].unparenthesized;
      if (parts.kind === 'list' || parts.kind === 'tuple')
        return parts.children.some((item) => this.isEndless(item));
    }
    if (endlessIfFirst.has(name)) {
      const first = positional[0] ?? items.find((item) => keywordOf(item) === 'iterable')?.child('value');
      return first !== undefined && first !== null && this.isEndless(first);
    }
    const skipped = endlessIfArguments[name];
    if (skipped === undefined) return false;
    const walked = positional.slice(skipped);
    return walked.length > 0 && walked.every((item) => this.isEndless(item));
  }

  /** `islice(it, stop)` and `islice(it, start, stop[, step])` with a stop that is not None. */
  #isBounded(positional: readonly SyntaxNode[]): boolean {
    const stop = positional.length === 2 ? positional[1] : positional[2];
    return stop === undefined ? false : this.#constants.value(stop)?.type !== 'none';
  }

  #isSurelyEmpty(node: SyntaxNode): boolean {
    const value = this.#constants.value(node);
    return (
      value !== null &&
      ((value.type === 'object' && !value.truth) || ('value' in value && value.value === ''))
    );
  }

  /** `iter(function, sentinel)` where the function always returns the same thing, and that is not the sentinel. */
  #neverGives(callable: SyntaxNode, sentinel: SyntaxNode): boolean {
    const type = this.#model.resolver.externalName(callable);
    if (/^builtins\.(?:list|dict|set|tuple|object)$/.test(type ?? '')) {
      const never = this.#constants.value(sentinel);
      return never !== null && never.type !== 'object';
    }
    const given = this.#constantResult(callable.unparenthesized);
    if (given === null) return false;
    if (sentinel.unparenthesized.kind === 'call') {
      const callee = sentinel.unparenthesized.child('function');
      return callee !== null && this.#model.resolver.externalName(callee) === 'builtins.object';
    }
    return certainlyDiffer(given, this.#constants.value(sentinel));
  }

  #constantResult(callable: SyntaxNode): Constant | null {
    const name = this.#model.resolver.externalName(callable);
    if (name === 'builtins.int' || name === 'builtins.float') return { type: 'number', value: 0 };
    if (name === 'builtins.str') return { type: 'text', value: '' };
    if (name === 'builtins.bytes') return { type: 'bytes', value: '' };
    if (name === 'builtins.bool') return { type: 'bool', value: false };
    const called = this.#onlyFunction(callable);
    const results = called === null ? [] : returnedBy(called);
    const [only] = results;
    return results.length === 1 && only ? this.#constants.value(only) : null;
  }

  #returnsEndless(callee: SyntaxNode): boolean {
    const called = this.#onlyFunction(callee);
    if (called === null || called.yields.length > 0 || called.isAsync) return false;
    const results = returnedBy(called);
    return results.length > 0 && results.every((result) => result !== null && this.isEndless(result));
  }

  #onlyFunction(callable: SyntaxNode): FunctionDefinition | null {
    const { entities, certain } = this.#model.resolver.resolve(callable);
    const entity = certain ? entities[0] : undefined;
    return entity?.kind === 'function' && entity.function.decorators.length === 0 ? entity.function : null;
  }

  #onlyValue(identifier: SyntaxNode): SyntaxNode | null {
    const [binding, ...more] = this.#model.resolver.bindingsOf(identifier);
    return more.length === 0 && binding?.kind === 'assignment' ? binding.value : null;
  }

  #calls(node: SyntaxNode, name: string): boolean {
    const callee = node.kind === 'call' ? node.child('function') : null;
    return callee !== null && this.#model.resolver.externalName(callee) === name;
  }
}

/** The arguments of a call; a generator expression given without parentheses is one. */
export function argumentsOf(call: SyntaxNode): SyntaxNode[] {
  const list = call.child('arguments');
  if (list === null) return [];
  return list.kind === 'argument_list' ? list.children : [list];
}

export function isPositional(argument: SyntaxNode): boolean {
  return argument.kind !== 'keyword_argument' && argument.kind !== 'dictionary_splat';
}

export function keywordOf(argument: SyntaxNode): string | null {
  return argument.kind === 'keyword_argument' ? (argument.child('name')?.text ?? null) : null;
}

/** In `[*f(x)]` the grammar takes `*f` for what is called. */
function isUnpacked(call: SyntaxNode): boolean {
  if (isSpine(call)) return false;
  let node: SyntaxNode | null = call;
  while (node !== null && node.kind !== 'list_splat') {
    node = node.child('function') ?? node.child('object') ?? node.child('value');
  }
  return node !== null;
}

function isSpine(node: SyntaxNode): boolean {
  return (
    node.field === 'function' ||
    node.field === 'object' ||
    (node.field === 'value' && node.parent?.kind === 'subscript')
  );
}

function isText(node: SyntaxNode | null): boolean {
  return node?.unparenthesized.kind === 'string';
}
