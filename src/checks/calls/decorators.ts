import type { FunctionDefinition } from '../model/definitions.ts';
import type { PackageModel } from '../model/package-model.ts';
import { returnedBy } from '../model/returned-by.ts';
import type { SyntaxNode } from '../model/syntax-tree.ts';
import type { CallTarget } from './call-site.ts';

/** Decorators from elsewhere after which calling the name still runs the function. */
const transparent = new Set([
  'builtins.staticmethod',
  'builtins.classmethod',
  'functools.cache',
  'functools.lru_cache',
  'functools.wraps',
  'abc.abstractmethod',
  'typing.override',
  'typing.final',
  'typing.overload',
  'typing.no_type_check',
  'numba.jit',
  'numba.njit',
]);
/** Decorators from elsewhere after which calling the name does not run the function, or runs it only later. */
const deferring = new Set([
  'contextlib.contextmanager',
  'contextlib.asynccontextmanager',
  'builtins.property',
  'functools.cached_property',
  'atexit.register',
]);
const straight = new Set([
  'block',
  'expression_statement',
  'assignment',
  'return_statement',
  'argument_list',
  'call',
  'keyword_argument',
  'parenthesized_expression',
  'binary_operator',
  'attribute',
  'subscript',
  'tuple',
  'list',
  'expression_list',
  'with_statement',
  'comparison_operator',
  'unary_operator',
  'not_operator',
]);

const branching = new Set(['if_statement', 'try_statement', 'match_statement']);

export interface ParameterCalls {
  /** One of the calls is made whenever the function runs. */
  readonly certain: boolean;
}

/** Where the first statement of a block ends that branches, and the first that may leave the function. */
interface BlockExits {
  readonly branchEnd: number;
  readonly leavingEnd: number;
}

/** What runs when a decorated function is called by its name. */
export class Decorators {
  readonly #model: PackageModel;
  readonly #calls = new Map<FunctionDefinition, ReadonlyMap<string, ParameterCalls>>();

  constructor(model: PackageModel) {
    this.#model = model;
  }

  /** The function itself, where its decorators let it through, and wrappers that they put around it. */
  ran(called: FunctionDefinition): CallTarget[] {
    const wrappers: CallTarget[] = [];
    let certain = true;
    for (const decorator of called.decorators) {
      const made = decorator.kind === 'call' ? (decorator.child('function') ?? decorator) : decorator;
      const { entities, certain: known } = this.#model.resolver.resolve(made);
      const entity = known ? entities[0] : undefined;
      if (entity?.kind === 'external') {
        if (deferring.has(entity.name)) return [];
        certain &&= transparent.has(entity.name);
      } else if (entity?.kind === 'function') {
        const wrapping = decorator.kind === 'call' ? null : this.#wrapping(entity.function);
        if (wrapping?.wrapper) wrappers.push({ function: wrapping.wrapper, certain, getsArguments: false });
        certain &&= wrapping?.passesOn ?? false;
      } else {
        certain = false;
      }
    }
    return [...wrappers, { function: called, certain, getsArguments: wrappers.length === 0 }];
  }

  /** Whether a function's own code calls one of its parameters: `certain` whenever it runs; null where it does not. */
  callsOf(called: FunctionDefinition, parameter: string): ParameterCalls | null {
    let known = this.#calls.get(called);
    if (known === undefined) {
      known = callsOfNames(called);
      this.#calls.set(called, known);
    }
    return known.get(parameter) ?? null;
  }

  /** What a decorator of the package gives: its argument as it is, or a function that calls it. */
  #wrapping(
    decorator: FunctionDefinition,
  ): { readonly wrapper: FunctionDefinition | null; readonly passesOn: boolean } | null {
    const parameter = decorator.parameters[0]?.name;
    const results = returnedBy(decorator);
    const [result] = results;
    if (parameter === undefined || results.length !== 1 || !result) return null;
    if (result.kind === 'identifier' && result.text === parameter) return { wrapper: null, passesOn: true };
    const { entities, certain } = this.#model.resolver.resolve(result);
    const wrapper = certain && entities[0]?.kind === 'function' ? entities[0].function : null;
    if (wrapper === null || wrapper.yields.length > 0) return null;
    return { wrapper, passesOn: this.callsOf(wrapper, parameter)?.certain ?? false };
  }
}

/** The names of plain functions that a function calls. */
function callsOfNames(called: FunctionDefinition): ReadonlyMap<string, ParameterCalls> {
  const found = new Map<string, ParameterCalls>();
  const blocks = new Map<number, BlockExits>();
  for (const node of called.calls) {
    const callee = node.child('function');
    if (callee?.kind !== 'identifier' || found.get(callee.text)?.certain === true) continue;
    found.set(callee.text, { certain: alwaysHappens(node, called, blocks) });
  }
  return found;
}

/** Whether a node is run whenever the function is: nothing around it is optional, and nothing leaves before it. */
function alwaysHappens(
  node: SyntaxNode,
  inside: FunctionDefinition,
  blocks: Map<number, BlockExits>,
): boolean {
  for (let at = node.parent; at !== null && at.index > inside.node.index; at = at.parent) {
    if (!straight.has(at.kind)) return false;
    if (at.kind !== 'block') continue;
    const exits = blocks.get(at.index) ?? exitsOf(at);
    blocks.set(at.index, exits);
    if (exits.branchEnd <= node.start && exits.leavingEnd <= node.start) return false;
  }
  return true;
}

function exitsOf(block: SyntaxNode): BlockExits {
  const branch = block.children.find((each) => branching.has(each.kind));
  const leaving = block.children.find((each) => [...each.descendants()].some(isLeaving));
  const endOf = (statement: SyntaxNode | undefined) => statement?.end ?? Number.POSITIVE_INFINITY;
  return { branchEnd: endOf(branch), leavingEnd: endOf(leaving) };
}

function isLeaving(node: SyntaxNode): boolean {
  return node.kind === 'return_statement' || node.kind === 'raise_statement';
}
