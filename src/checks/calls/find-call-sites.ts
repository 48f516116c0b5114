import { argumentsOf, isPositional, keywordOf } from '../flow/iterables.ts';
import { isYieldFrom } from '../flow/node-forms.ts';
import type { FunctionDefinition, Parameter, PythonModule } from '../model/definitions.ts';
import type { Entity } from '../model/entity.ts';
import type { PackageModel } from '../model/package-model.ts';
import type { SyntaxNode } from '../model/syntax-tree.ts';
import type { CallSite, CallTarget } from './call-site.ts';
import { Decorators } from './decorators.ts';
import { ImplicitCalls } from './implicit-calls.ts';

/** Functions from elsewhere that call what they are given, as often as there are items. */
const callbackTakers = new Set([
  'builtins.map',
  'builtins.filter',
  'builtins.sorted',
  'builtins.max',
  'builtins.min',
  'builtins.iter',
  'functools.reduce',
  'itertools.starmap',
  'itertools.takewhile',
  'itertools.dropwhile',
  'itertools.filterfalse',
  'itertools.accumulate',
  'itertools.groupby',
  're.sub',
  'os.walk',
]);
const endings: Readonly<Record<string, NonNullable<CallSite['ending']>>> = {
  'sys.exit': 'raises SystemExit',
  'builtins.exit': 'raises SystemExit',
  'builtins.quit': 'raises SystemExit',
  'os._exit': 'exits',
  'os.abort': 'exits',
  'os.execv': 'exits',
  'os.execve': 'exits',
  'os.execl': 'exits',
  'os.execvp': 'exits',
  'os.execlp': 'exits',
  'os.kill': 'may exit',
  'os.killpg': 'may exit',
  'signal.raise_signal': 'may exit',
  'signal.pthread_kill': 'may exit',
  'signal.alarm': 'may exit',
  'signal.setitimer': 'may exit',
};

const walkers =
  /^(?:list|tuple|set|frozenset|dict|sorted|sum|max|min|any|all|next|bytes|bytearray|.*\.join|.*\.extend)$/;
const passersOn =
  /^(?:iter|enumerate|zip|map|filter|reversed|(?:itertools\.)?(?:chain|islice|starmap|accumulate))$/;

/** Finds every place of a package where code of the package is run, by function and node. */
export class CallSiteFinder {
  readonly #model: PackageModel;
  readonly #decorators: Decorators;
  readonly #implicit: ImplicitCalls;

  constructor(model: PackageModel) {
    this.#model = model;
    this.#decorators = new Decorators(model);
    this.#implicit = new ImplicitCalls(model);
  }

  *sitesOf(module: PythonModule): Iterable<CallSite> {
    for (const caller of [module.top, ...module.functions]) {
      for (const node of caller.calls) {
        const site = this.#ofCall(caller, node);
        if (site !== null) yield site;
      }
    }
    for (const definition of module.functions) {
      for (const decorator of definition.decorators) {
        const targets = this.#targets(decorator).targets;
        if (targets.length > 0) {
          yield { caller: module.functionAt(decorator), node: decorator, targets, ending: null };
        }
      }
    }
    for (const { node, functions } of this.#implicit.of(module)) {
      const targets = functions.map((each) => ({
        function: each,
        certain: functions.length === 1,
        getsArguments: false,
      }));
      yield { caller: module.functionAt(node), node, targets, ending: null };
    }
  }

  #ofCall(caller: FunctionDefinition, node: SyntaxNode): CallSite | null {
    const callee = node.child('function');
    if (callee === null) return null;
    const { targets, external, certainFunction } = this.#targets(callee, node);
    const items = argumentsOf(node);
    const more: CallTarget[] = [];
    if (external !== null || targets.length === 0) {
      const takes = callbackTakers.has(external ?? '');
      const isSort = external === null && callee.child('attribute')?.text === 'sort';
      for (const item of items) {
        if (takes || (isSort && keywordOf(item) === 'key')) more.push(...this.#passed(item, false));
      }
    } else if (certainFunction !== null) {
      more.push(...this.#passedOn(certainFunction, items));
    }
    const ending = endings[external ?? ''] ?? null;
    if (targets.length + more.length === 0 && ending === null) return null;
    return { caller, node, targets: [...targets, ...more], ending };
  }

  #targets(
    callee: SyntaxNode,
    call: SyntaxNode | null = null,
  ): {
    readonly targets: CallTarget[];
    readonly external: string | null;
    readonly certainFunction: FunctionDefinition | null;
  } {
    const { entities, certain } = this.#model.resolver.resolve(callee);
    const targets = entities.flatMap((entity) => this.#targetsOfEntity(entity, certain, call));
    const only = certain ? entities[0] : undefined;
    return {
      targets,
      external: only?.kind === 'external' ? only.name : null,
      certainFunction: only?.kind === 'function' ? only.function : null,
    };
  }

  #targetsOfEntity(entity: Entity, certain: boolean, call: SyntaxNode | null): CallTarget[] {
    const { resolver } = this.#model;
    switch (entity.kind) {
      case 'function': {
        if (!runsWhenCalled(entity.function, call)) return [];
        return this.#decorators.ran(entity.function).map((each) => ({
          function: each.function,
          certain: certain && each.certain,
          getsArguments: each.getsArguments && entity.isPartial !== true,
        }));
      }
      case 'class':
        return ['__new__', '__init__', '__post_init__'].flatMap((name) => {
          const found = resolver.classAttribute(entity.class, name);
          const isData = entity.class.decorators.some((each) => /dataclass/.test(each.text));
          if (name === '__post_init__' && !isData) return [];
          return found.entities.flatMap((each) =>
            this.#targetsOfEntity(each, certain && found.certain, null),
          );
        });
      case 'instance': {
        const found = resolver.classAttribute(entity.class, '__call__');
        return found.entities.flatMap((each) => this.#targetsOfEntity(each, certain && found.certain, null));
      }
      default:
        return [];
    }
  }

  /** The package's functions that an argument is. */
  #passed(argument: SyntaxNode, certain: boolean): CallTarget[] {
    const value = argument.kind === 'keyword_argument' ? argument.child('value') : argument;
    if (value === null || !mayBeFunction(value)) return [];
    const resolution = this.#model.resolver.resolve(value);
    return resolution.entities.flatMap((entity) =>
      entity.kind === 'function' && entity.function.yields.length === 0
        ? [{ function: entity.function, certain: certain && resolution.certain, getsArguments: false }]
        : [],
    );
  }

  /** Functions given to a function of the package that calls the parameter they arrive in. */
  #passedOn(called: FunctionDefinition, items: readonly SyntaxNode[]): CallTarget[] {
    const bound = called.owner !== null && !called.decorators.some((each) => each.text === 'staticmethod');
    const parameters = called.parameters.slice(bound ? 1 : 0);
    return items.flatMap((item, index) => {
      const parameter = parameterFor(item, index, parameters);
      const calls = parameter === undefined ? null : this.#decorators.callsOf(called, parameter.name);
      return calls === null ? [] : this.#passed(item, calls.certain);
    });
  }
}

/** Calling a generator function runs nothing yet, walking what it gives does; likewise `async def` and `await`. */
function runsWhenCalled(called: FunctionDefinition, call: SyntaxNode | null): boolean {
  if (called.isAsync && called.yields.length === 0) return call?.parent?.kind === 'await';
  if (called.yields.length === 0) return true;
  return call !== null && isWalked(call);
}

/** Whether an iterable is walked where it stands: by `for`, `yield from`, `*` or a built-in that walks its argument. */
function isWalked(iterable: SyntaxNode): boolean {
  let node = iterable;
  for (let user = node.parent; user !== null; user = user.parent) {
    if (user.kind === 'yield') return isYieldFrom(user);
    if (user.kind === 'for_statement') return node.field === 'right';
    if (user.kind === 'list_splat') return true;
    if (user.kind === 'call') {
      const callee = user.child('function');
      if (callee?.index === node.index) return false;
      if (walkers.test(callee?.text ?? '')) return true;
      if (!passersOn.test(callee?.text ?? '')) return false;
    } else if (!['parenthesized_expression', 'argument_list', 'conditional_expression'].includes(user.kind)) {
      return false;
    }
    node = user;
  }
  return false;
}

function mayBeFunction(value: SyntaxNode): boolean {
  return ['identifier', 'attribute', 'lambda', 'call', 'conditional_expression'].includes(value.kind);
}

/** The parameter that an argument is given for; undefined where the call does not say which. */
function parameterFor(
  item: SyntaxNode,
  index: number,
  parameters: readonly Parameter[],
): Parameter | undefined {
  const keyword = keywordOf(item);
  if (keyword !== null) return parameters.find((each) => each.name === keyword);
  return isPositional(item) ? parameters[index] : undefined;
}
