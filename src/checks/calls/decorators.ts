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

/** What runs when a decorated function is called by its name. */
export class Decorators {
  readonly #model: PackageModel;

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

  /** Calls of one of its parameters in a function's own code. */
  callsOf(
    called: FunctionDefinition,
    parameter: string,
  ): { readonly node: SyntaxNode; readonly certain: boolean }[] {
    return called.calls.flatMap((node) => {
      const callee = node.child('function');
      if (callee?.kind !== 'identifier' || callee.text !== parameter) return [];
      return [{ node, certain: alwaysHappens(node, called) }];
    });
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
    return { wrapper, passesOn: this.callsOf(wrapper, parameter).some((each) => each.certain) };
  }
}

/** Whether a node is run whenever the function is: nothing around it is optional, and nothing leaves before it. */
function alwaysHappens(node: SyntaxNode, inside: FunctionDefinition): boolean {
  for (let at = node.parent; at !== null && at.index > inside.node.index; at = at.parent) {
    if (!straight.has(at.kind)) return false;
    if (at.kind !== 'block') continue;
    const earlier = at.children.filter((each) => each.end <= node.start);
    if (earlier.some((each) => ['if_statement', 'try_statement', 'match_statement'].includes(each.kind))) {
      if (earlier.some((each) => [...each.descendants()].some(isLeaving))) return false;
    }
  }
  return true;
}

function isLeaving(node: SyntaxNode): boolean {
  return node.kind === 'return_statement' || node.kind === 'raise_statement';
}
