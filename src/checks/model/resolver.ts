import { ClassLineages } from './class-lineages.ts';
import type {
  Binding,
  ClassDefinition,
  FindModule,
  FunctionDefinition,
  PythonModule,
  Scope,
} from './definitions.ts';
import type { Entity, Resolution } from './entity.ts';
import { lookUp } from './look-up.ts';
import { plainString } from './plain-string.ts';
import { returnedBy } from './returned-by.ts';
import { starExports } from './star-exports.ts';
import type { SyntaxNode, SyntaxTree } from './syntax-tree.ts';
import { isBoundLater, visibleBindings } from './visible-bindings.ts';

const unknown: Resolution = { entities: [], certain: false };
const deepest = 40;
/** An attribute that is set in more places is taken to be anything. */
const mostCandidates = 8;

/** Builtins that no star import of a usual module replaces. */
const builtinsWorthKnowing = new Set(
  'True False None iter next map zip enumerate range list tuple set dict sorted sum max min any all len bytes bytearray str int float bool filter reversed super property staticmethod classmethod getattr type exit quit Exception BaseException ValueError StopIteration GeneratorExit KeyboardInterrupt SystemExit'.split(
    ' ',
  ),
);

/** Follows names, attributes, imports, aliases and simple calls to what they stand for. */
export class Resolver {
  readonly #moduleNamed: FindModule;
  readonly #moduleOfTree = new Map<SyntaxTree, PythonModule>();
  /** What has been asked before, by node. */
  readonly #answers = new Map<SyntaxTree, Map<number, Resolution>>();
  readonly lineages: ClassLineages;
  readonly #memberAnswers = new Map<PythonModule, Map<string, Resolution>>();
  #depth = 0;

  constructor(modules: ReadonlyMap<string, PythonModule>, moduleNamed: FindModule) {
    this.lineages = new ClassLineages(modules, (node) => this.resolve(node));
    this.#moduleNamed = moduleNamed;
    for (const module of modules.values()) {
      this.#moduleOfTree.set(module.tree, module);
      this.#answers.set(module.tree, new Map());
    }
  }

  moduleOf(node: SyntaxNode): PythonModule {
    return this.#moduleOfTree.get(node.tree)!;
  }

  /** Full name of the thing from outside the package that the expression certainly stands for, or null. */
  externalName(node: SyntaxNode): string | null {
    const { entities, certain } = this.resolve(node);
    return certain && entities[0]?.kind === 'external' ? entities[0].name : null;
  }

  /** A name that is defined by way of itself stands for nothing known. */
  resolve(node: SyntaxNode): Resolution {
    const answers = this.#answers.get(node.tree)!;
    const answered = answers.get(node.index);
    if (answered !== undefined) return answered;
    if (this.#depth > deepest) return unknown;
    answers.set(node.index, unknown);
    this.#depth++;
    try {
      const answer = this.#resolve(node);
      if (answer !== unknown) answers.set(node.index, answer);
      return answer;
    } finally {
      this.#depth--;
    }
  }

  /**
   * What a name of a module stands for once the module is loaded. Star imports may lead round in circles, so each
   * name of a module is followed once.
   */
  member(module: PythonModule, name: string): Resolution {
    const answers = this.#memberAnswers.get(module) ?? new Map<string, Resolution>();
    const answered = answers.get(name);
    if (answered !== undefined) return answered;
    if (this.#depth > deepest) return unknown;
    this.#memberAnswers.set(module, answers.set(name, unknown));
    this.#depth++;
    try {
      const scope = module.scopes[0]!;
      const answer = scope.bindings.has(name)
        ? this.#ofBindings(visibleBindings(scope, name, null), module)
        : this.#starred(module, name);
      answers.set(name, answer);
      return answer;
    } finally {
      this.#depth--;
    }
  }

  /** The bindings that a name may have where it is used; empty for a builtin or unknown name. */
  bindingsOf(identifier: SyntaxNode): readonly Binding[] {
    const found = lookUp(this.moduleOf(identifier).scopeAt(identifier), identifier.text);
    return found === null
      ? []
      : visibleBindings(found.scope, identifier.text, found.sameCode ? identifier : null);
  }

  /** The attribute of a class as Python looks it up, its own first; `null` when a base is not known. */
  classAttribute(owner: ClassDefinition, name: string): Resolution {
    for (const each of this.lineages.of(owner)) {
      if (each === null) return unknown;
      if (each.scope.bindings.has(name)) {
        return this.#ofBindings(visibleBindings(each.scope, name, null), each.module);
      }
    }
    return unknown;
  }

  #resolve(node: SyntaxNode): Resolution {
    switch (node.kind) {
      case 'identifier':
        return this.#resolveName(node);
      case 'dotted_name':
      case 'parenthesized_expression':
      // In `[*f(x)]` the grammar takes `*f` for what is called.
      case 'list_splat':
      case 'named_expression': {
        const inner = node.kind === 'named_expression' ? node.child('value') : node.firstChild;
        return inner === null ? unknown : this.resolve(inner);
      }
      case 'attribute': {
        const object = node.child('object');
        const name = node.child('attribute');
        return object === null || name === null ? unknown : this.attribute(this.resolve(object), name.text);
      }
      case 'lambda': {
        const found = this.moduleOf(node).functionMadeBy(node);
        return found === null ? unknown : certainly({ kind: 'function', function: found });
      }
      case 'call':
        return this.#resolveCall(node);
      case 'conditional_expression': {
        const [first, , second] = node.children;
        return either(first, second, this);
      }
      case 'boolean_operator':
        return either(node.child('left') ?? undefined, node.child('right') ?? undefined, this);
      default:
        return unknown;
    }
  }

  #resolveName(node: SyntaxNode): Resolution {
    const module = this.moduleOf(node);
    const found = lookUp(module.scopeAt(node), node.text);
    if (found === null) return this.#starred(module, node.text);
    const { scope, sameCode } = found;
    if (isBoundLater(scope, node.text, node)) return this.#beforeBinding(scope, module, node, sameCode);
    return this.#ofBindings(visibleBindings(scope, node.text, sameCode ? node : null), module);
  }

  /** `_open = open` above `def open(…)`: what the name stands for outside of the scope that is yet to bind it. */
  #beforeBinding(scope: Scope, module: PythonModule, node: SyntaxNode, sameCode: boolean): Resolution {
    if (!sameCode || scope.kind === 'function') return unknown;
    const around = scope.parent === null ? null : lookUp(scope.parent, node.text);
    return around === null
      ? this.#starred(module, node.text)
      : this.#ofBindings(visibleBindings(around.scope, node.text, null), module);
  }

  #starred(module: PythonModule, name: string): Resolution {
    const stars = module.scopes[0]!.bindings.get('*') ?? [];
    for (const { import: imported } of stars.toReversed()) {
      if (imported === null) continue;
      const from = this.#moduleNamed(module, imported.module, imported.level);
      if (from !== null && from !== 'folder' && from !== module) {
        const member = this.member(from, name);
        const isBuiltin = member.entities.some(
          (each) => each.kind === 'external' && each.name === `builtins.${name}`,
        );
        if (member.entities.length > 0 && !isBuiltin) return member;
      } else if (from === null && starExports.get(imported.module)?.has(name)) {
        return certainly({ kind: 'external', name: `${imported.module}.${name}` });
      }
    }
    return stars.length === 0 || builtinsWorthKnowing.has(name)
      ? certainly({ kind: 'external', name: `builtins.${name}` })
      : unknown;
  }

  #ofBindings(bindings: readonly Binding[], module: PythonModule): Resolution {
    const all = bindings.map((binding) => this.#ofBinding(binding, module));
    return {
      entities: all.flatMap((each) => each.entities),
      certain: all.length === 1 && all[0]!.certain,
    };
  }

  #ofBinding(binding: Binding, module: PythonModule): Resolution {
    if (binding.function !== null) {
      return { entities: [{ kind: 'function', function: binding.function }], certain: true };
    }
    if (binding.class !== null) return certainly({ kind: 'class', class: binding.class });
    if (binding.import !== null) return this.#ofImport(binding, module);
    if (binding.kind === 'parameter') return this.#ofParameter(binding, module);
    return binding.value === null ? unknown : this.resolve(binding.value);
  }

  #ofImport(binding: Binding, module: PythonModule): Resolution {
    const { name, level, hasAlias } = binding.import!;
    const dotted = binding.import!.module;
    if (name === null) {
      const bound = hasAlias ? dotted : dotted.split('.')[0]!;
      return this.#moduleOrExternal(module, bound, 0);
    }
    const from = this.#moduleOrExternal(module, dotted, level);
    return this.attribute(from, name);
  }

  #moduleOrExternal(importer: PythonModule, dottedName: string, level: number): Resolution {
    const found = this.#moduleNamed(importer, dottedName, level);
    if (found === null) {
      return level > 0 ? unknown : certainly({ kind: 'external', name: dottedName });
    }
    return certainly({
      kind: 'module',
      module: found === 'folder' ? null : found,
      dottedName: '.'.repeat(level) + dottedName,
      importer,
    });
  }

  #ofParameter(binding: Binding, module: PythonModule): Resolution {
    const method = functionWithParameter(module, binding.node);
    if (method?.owner == null || method.parameters[0]?.name !== binding.name) return unknown;
    const decorators = method.decorators.map((each) => each.text);
    if (decorators.includes('staticmethod')) return unknown;
    const isClass =
      decorators.includes('classmethod') || method.name === '__new__' || method.name === '__init_subclass__';
    return certainly({ kind: isClass ? 'class' : 'instance', class: method.owner });
  }

  /** The attribute `name` of what a resolution stands for. */
  attribute(object: Resolution, name: string): Resolution {
    const all = object.entities.map((entity) => this.#attributeOf(entity, name));
    return {
      entities: all.flatMap((each) => each.entities),
      certain: object.certain && all.length === 1 && all[0]!.certain,
    };
  }

  #attributeOf(entity: Entity, name: string): Resolution {
    switch (entity.kind) {
      case 'external':
        return certainly({ kind: 'external', name: `${entity.name}.${name}` });
      case 'module': {
        if (entity.module !== null && this.#binds(entity.module, name))
          return this.member(entity.module, name);
        const [dots] = /^\.*/.exec(entity.dottedName)!;
        const rest = entity.dottedName.slice(dots.length);
        const dotted = rest === '' ? name : `${rest}.${name}`;
        const found = this.#moduleNamed(entity.importer, dotted, dots.length);
        if (found === null) return entity.module === null ? unknown : this.member(entity.module, name);
        return certainly({
          kind: 'module',
          module: found === 'folder' ? null : found,
          dottedName: dots + dotted,
          importer: entity.importer,
        });
      }
      case 'class':
        return this.classAttribute(entity.class, name);
      case 'instance':
        return this.#instanceAttribute(entity.class, name);
      case 'super': {
        for (const each of this.lineages.of(entity.class).slice(1)) {
          if (each === null) return unknown;
          if (each.scope.bindings.has(name)) {
            return this.#ofBindings(visibleBindings(each.scope, name, null), each.module);
          }
        }
        return unknown;
      }
      default:
        return unknown;
    }
  }

  #binds(module: PythonModule, name: string): boolean {
    return module.scopes[0]!.bindings.has(name);
  }

  #instanceAttribute(owner: ClassDefinition, name: string): Resolution {
    if (name === '__class__') return certainly({ kind: 'class', class: owner });
    const assigned = this.lineages.of(owner).flatMap((each) => each?.instanceAttributes.get(name) ?? []);
    const inClass = this.classAttribute(owner, name);
    const overriding = this.lineages.subclassesOf(owner).filter((each) => each.scope.bindings.has(name));
    if (assigned.length + overriding.length > mostCandidates) return unknown;
    const others = [
      ...assigned.map((value) => this.resolve(value)),
      ...overriding.map((each) => this.classAttribute(each, name)),
    ];
    if (others.length === 0) return inClass;
    if (assigned.length === 0 && others.length === 1 && inClass.entities.length === 0) return others[0]!;
    return { entities: [...inClass.entities, ...others.flatMap((each) => each.entities)], certain: false };
  }

  #resolveCall(node: SyntaxNode): Resolution {
    const callee = node.child('function');
    if (callee === null) return unknown;
    const { entities, certain } = this.resolve(callee);
    const entity = entities[0];
    if (entity === undefined || !certain) return unknown;
    if (entity.kind === 'class') return certainly({ kind: 'instance', class: entity.class });
    if (entity.kind === 'function') return this.#made(entity.function);
    if (entity.kind !== 'external') return unknown;
    const [first, second] = node.child('arguments')?.children ?? [];
    switch (entity.name) {
      case 'builtins.super': {
        const owner = this.#methodAround(node)?.owner;
        return owner ? certainly({ kind: 'super', class: owner }) : unknown;
      }
      case 'functools.partial':
        return first === undefined ? unknown : partial(this.resolve(first));
      case 'functools.cache':
      case 'functools.lru_cache':
      case 'builtins.staticmethod':
      case 'builtins.classmethod':
        return first === undefined ? unknown : this.resolve(first);
      case 'builtins.getattr': {
        const name = second === undefined ? null : plainString(second);
        return first === undefined || name === null ? unknown : this.attribute(this.resolve(first), name);
      }
      case 'builtins.type': {
        const type =
          first === undefined || second !== undefined ? undefined : this.resolve(first).entities[0];
        return type?.kind === 'instance' ? certainly({ kind: 'class', class: type.class }) : unknown;
      }
      case 'builtins.__import__':
      case 'importlib.import_module': {
        const name = first === undefined ? null : plainString(first);
        return name === null || name.startsWith('.')
          ? unknown
          : this.#moduleOrExternal(this.moduleOf(node), name, 0);
      }
      default:
        return unknown;
    }
  }

  /** The function that a function of the package makes and returns. */
  #made(maker: FunctionDefinition): Resolution {
    if (maker.yields.length > 0 || maker.isAsync || maker.decorators.length > 0) return unknown;
    const results = returnedBy(maker);
    const [only] = results;
    if (results.length !== 1 || !only || !['identifier', 'lambda'].includes(only.kind)) return unknown;
    const { entities, certain } = this.resolve(only);
    const entity = certain ? entities[0] : undefined;
    const isInside =
      entity?.kind === 'function' &&
      maker.node.contains(entity.function.node) &&
      entity.function.module === maker.module;
    return isInside ? certainly(entity) : unknown;
  }

  #methodAround(node: SyntaxNode): FunctionDefinition | null {
    for (let scope: Scope | null = this.moduleOf(node).scopeAt(node); scope !== null; scope = scope.parent) {
      if (scope.function?.owner) return scope.function;
    }
    return null;
  }
}

function certainly(entity: Entity): Resolution {
  return { entities: [entity], certain: true };
}

function partial({ entities, certain }: Resolution): Resolution {
  const made = entities.map(
    (each): Entity => (each.kind === 'function' ? { ...each, isPartial: true } : each),
  );
  return { entities: made, certain };
}

function either(
  first: SyntaxNode | undefined,
  second: SyntaxNode | undefined,
  resolver: Resolver,
): Resolution {
  const all = [first, second].map((each) => (each === undefined ? unknown : resolver.resolve(each)));
  return { entities: all.flatMap((each) => each.entities), certain: false };
}

function functionWithParameter(module: PythonModule, parameter: SyntaxNode): FunctionDefinition | null {
  const definition = parameter.ancestor('function_definition', 'lambda');
  return definition === null ? null : module.functionMadeBy(definition);
}
