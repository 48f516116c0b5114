import type { Constant } from '../flow/constant.ts';
import type { KnownNames } from '../flow/constant-evaluator.ts';
import { implicit } from '../flow/exceptions.ts';
import { argumentsOf, isPositional, keywordOf } from '../flow/iterables.ts';
import type { FunctionDefinition, Parameter } from '../model/definitions.ts';
import type { SyntaxNode } from '../model/syntax-tree.ts';
import type { CallSite } from './call-site.ts';
import type { PackageFlow } from './package-flow.ts';

/** A call with what is known of its arguments. */
interface State {
  readonly function: FunctionDefinition;
  readonly known: KnownNames;
}

/** Most states that are looked at for one way into a recursion. */
const maxStates = 20_000;

/** Follows recursions that count from constants, one call after the other, without running them. */
export class CountedRecursion {
  readonly #flow: PackageFlow;
  readonly #limit: number;

  constructor(flow: PackageFlow, limit: number) {
    this.#flow = flow;
    this.#limit = limit;
  }

  /**
   * The calls from outside that surely lead deeper than the limit, and whether every call from outside surely stays
   * within it.
   */
  depthOf(cycle: ReadonlySet<FunctionDefinition>): {
    readonly tooDeep: readonly CallSite[];
    readonly isBounded: boolean;
  } {
    const tooDeep: CallSite[] = [];
    let entered = 0;
    let bounded = 0;
    const sites = new Set([...cycle].flatMap((member) => this.#flow.graph.sitesRunning(member)));
    for (const site of sites) {
      if (cycle.has(site.caller)) continue;
      entered++;
      const start = this.#stateAfter(site, cycle, new Map());
      if (start === null || start.known.size === 0) continue;
      if (this.#surelyExceeds(start, cycle)) tooDeep.push(site);
      else if (this.#surelyEnds(start, cycle)) bounded++;
    }
    return { tooDeep, isBounded: entered > 0 && bounded === entered };
  }

  #surelyExceeds(start: State, cycle: ReadonlySet<FunctionDefinition>): boolean {
    let state = start;
    const seen = new Set<string>();
    for (let depth = 1; depth <= Math.min(this.#limit, maxStates); depth++) {
      const result = this.#flow.resultWithout(state.function, cycle, state.known);
      if (result.completes || result.exits || [...result.raises].some((raised) => raised !== implicit))
        return false;
      const node = result.blocking[0];
      const site = this.#flow.graph.sitesOf(state.function).find((each) => each.node.index === node?.index);
      const next = site === undefined ? null : this.#stateAfter(site, cycle, state.known);
      if (next === null || next.known.size === 0) return false;
      const key = keyOf(next);
      if (seen.has(key)) return true;
      seen.add(key);
      state = next;
    }
    return this.#limit <= maxStates;
  }

  /** Level by level: all calls that may follow, until there are none. */
  #surelyEnds(start: State, cycle: ReadonlySet<FunctionDefinition>): boolean {
    let level = [start];
    let before = keyOf(start);
    let looked = 0;
    for (let depth = 1; level.length > 0; depth++) {
      if (depth > this.#limit) return false;
      const following = new Map<string, State>();
      for (const state of level) {
        if (++looked > maxStates / 10) return false;
        for (const site of this.#flow.reachedSites(state.function, state.known)) {
          if (!site.targets.some((target) => cycle.has(target.function))) continue;
          const next = this.#stateAfter(site, cycle, state.known);
          if (next === null || next.known.size === 0) return false;
          following.set(keyOf(next), next);
        }
      }
      level = [...following.values()];
      const now = [...following.keys()].join();
      if (now === before) return false;
      before = now;
    }
    return true;
  }

  #stateAfter(site: CallSite, cycle: ReadonlySet<FunctionDefinition>, known: KnownNames): State | null {
    const inside = site.targets.filter((target) => cycle.has(target.function));
    const [target] = inside;
    if (
      target === undefined ||
      inside.length > 1 ||
      !target.certain ||
      !target.getsArguments ||
      site.node.kind !== 'call'
    )
      return null;
    return { function: target.function, known: this.#parameterValues(target.function, site, known) };
  }

  #parameterValues(called: FunctionDefinition, site: CallSite, known: KnownNames): KnownNames {
    const values = new Map<string, Constant>();
    const items = argumentsOf(site.node);
    if (items.some((item) => item.kind === 'list_splat' || item.kind === 'dictionary_splat')) return values;
    const isBound = called.owner !== null && !called.decorators.some((each) => each.text === 'staticmethod');
    const throughClass = site.node.child('function')?.text.startsWith(`${called.owner?.name}.`) ?? false;
    const parameters = called.parameters.slice(isBound && !throughClass ? 1 : 0);
    for (const [index, parameter] of parameters.entries()) {
      if (parameter.kind === 'arguments' || parameter.kind === 'keywords') break;
      // A parameter that is given another value in the function does not keep the one it was called with.
      if ((called.scope.bindings.get(parameter.name)?.length ?? 0) !== 1) continue;
      const positional = items[index] !== undefined && isPositional(items[index]) ? items[index] : null;
      const named = items.find((item) => keywordOf(item) === parameter.name)?.child('value') ?? null;
      const value = this.#valueOf(parameter, named ?? positional, known);
      if (value?.type === 'number') values.set(parameter.name, value);
    }
    return values;
  }

  /** What a parameter is called with: the argument given for it, else its default; null where neither is known. */
  #valueOf(parameter: Parameter, given: SyntaxNode | null, known: KnownNames): Constant | null {
    const { constants } = this.#flow.tools;
    if (given !== null) return constants.argument(given, known);
    return parameter.default === null ? null : constants.value(parameter.default);
  }
}

function keyOf({ function: called, known }: State): string {
  return JSON.stringify([called.qualifiedName, [...known]]);
}
