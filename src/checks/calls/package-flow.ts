import { ConstantEvaluator, type KnownNames } from '../flow/constant-evaluator.ts';
import { builtinException, soften } from '../flow/exceptions.ts';
import { FlowAnalysis } from '../flow/flow-analysis.ts';
import type { FlowResult, FlowTools } from '../flow/flow-result.ts';
import { Iterables } from '../flow/iterables.ts';
import { type Effect, noEffect } from '../flow/outcomes.ts';
import type { FunctionDefinition } from '../model/definitions.ts';
import type { PackageModel } from '../model/package-model.ts';
import type { SyntaxNode } from '../model/syntax-tree.ts';
import { buildCallGraph, type CallGraph } from './call-graph.ts';
import type { CallSite } from './call-site.ts';

/** How control goes through the functions of a package, each looked at once its callees are known. */
export class PackageFlow {
  readonly graph: CallGraph;
  readonly tools: FlowTools;
  readonly #results = new Map<FunctionDefinition, FlowResult>();
  readonly #sites = new Map<FunctionDefinition, Map<number, CallSite[]>>();

  constructor(model: PackageModel) {
    const constants = new ConstantEvaluator(model);
    this.tools = { model, constants, iterables: new Iterables(model, constants) };
    this.graph = buildCallGraph(model);
    for (const component of this.graph.components) {
      const members = new Set(component);
      const results = component.map((member) => {
        const effect = (target: FunctionDefinition) =>
          members.has(target) ? noEffect : this.effectOf(target);
        return [member, this.#analyse(member, effect)] as const;
      });
      for (const [member, result] of results) this.#results.set(member, result);
    }
  }

  /** What a function does when recursion is taken to end. */
  resultOf(definition: FunctionDefinition): FlowResult {
    return this.#results.get(definition)!;
  }

  /** What a call of the function comes to. */
  effectOf(definition: FunctionDefinition): Effect {
    return this.#results.get(definition) ?? noEffect;
  }

  /**
   * What a function does when calls of some functions do not come back. `known` gives values to its parameters.
   */
  resultWithout(
    definition: FunctionDefinition,
    blocked: ReadonlySet<FunctionDefinition>,
    known?: KnownNames,
  ): FlowResult {
    const never: Effect = { completes: false, exits: false, raises: new Set() };
    return this.#analyse(
      definition,
      (target) => (blocked.has(target) ? never : this.effectOf(target)),
      known,
    );
  }

  /** The nodes that control may get to and that run some of the package's code, recursion taken to end. */
  reachedSites(definition: FunctionDefinition, known: KnownNames): CallSite[] {
    const sites = this.#sitesByNode(definition);
    const reached: CallSite[] = [];
    new FlowAnalysis(
      this.tools,
      (node) => {
        reached.push(...(sites.get(node.index) ?? []));
        return null;
      },
      known,
    ).run(definition);
    return reached;
  }

  #analyse(
    definition: FunctionDefinition,
    effectOf: (target: FunctionDefinition) => Effect,
    known?: KnownNames,
  ): FlowResult {
    const sites = this.#sitesByNode(definition);
    const effectAt = (node: SyntaxNode) => {
      const here = sites.get(node.index);
      return here === undefined ? null : combined(here.map((site) => siteEffect(site, effectOf)));
    };
    return new FlowAnalysis(this.tools, effectAt, known).run(definition);
  }

  #sitesByNode(definition: FunctionDefinition): Map<number, CallSite[]> {
    let byNode = this.#sites.get(definition);
    if (byNode === undefined) {
      byNode = new Map();
      for (const site of this.graph.sitesOf(definition)) {
        const { index } = site.node;
        byNode.set(index, [...(byNode.get(index) ?? []), site]);
      }
      this.#sites.set(definition, byNode);
    }
    return byNode;
  }
}

function siteEffect(site: CallSite, effectOf: (target: FunctionDefinition) => Effect): Effect {
  if (site.ending === 'raises SystemExit') {
    return { completes: false, exits: false, raises: new Set([builtinException('SystemExit')]) };
  }
  if (site.ending !== null) return { completes: site.ending === 'may exit', exits: true, raises: new Set() };
  return combined(
    site.targets.map((target) => {
      const effect = effectOf(target.function);
      if (effect.completes || !target.certain) {
        return { completes: true, exits: effect.exits, raises: new Set([...effect.raises].map(soften)) };
      }
      return effect;
    }),
  );
}

/** One after the other. */
function combined(effects: readonly Effect[]): Effect {
  const raises = new Set<string>();
  let completes = true;
  let exits = false;
  for (const effect of effects) {
    for (const raised of effect.raises) raises.add(raised);
    exits ||= effect.exits;
    completes &&= effect.completes;
  }
  return { completes, exits, raises };
}
