import type { FunctionDefinition } from '../model/definitions.ts';
import type { PackageModel } from '../model/package-model.ts';
import type { CallSite } from './call-site.ts';
import { components } from './components.ts';
import { CallSiteFinder } from './find-call-sites.ts';

/** Who calls whom in a package. */
export interface CallGraph {
  /** Every function, lambda and module top. */
  readonly functions: readonly FunctionDefinition[];
  /** Groups of functions that can reach one another, callees before callers. */
  readonly components: readonly (readonly FunctionDefinition[])[];
  sitesOf(caller: FunctionDefinition): readonly CallSite[];
  /** The places in the package that run a function. */
  sitesRunning(target: FunctionDefinition): readonly CallSite[];
}

export function buildCallGraph(model: PackageModel): CallGraph {
  const finder = new CallSiteFinder(model);
  const sites = new Map<FunctionDefinition, CallSite[]>();
  const functions = [...model.modules.values()].flatMap((module) => [module.top, ...module.functions]);
  for (const each of functions) sites.set(each, []);
  for (const module of model.modules.values()) {
    for (const site of finder.sitesOf(module)) sites.get(site.caller)?.push(site);
  }
  const running = new Map<FunctionDefinition, CallSite[]>();
  for (const site of [...sites.values()].flat()) {
    for (const { function: target } of site.targets) {
      const list = running.get(target);
      if (list === undefined) running.set(target, [site]);
      else if (list.at(-1) !== site) list.push(site);
    }
  }
  const sitesOf = (caller: FunctionDefinition) => sites.get(caller) ?? [];
  const callees = (caller: FunctionDefinition) =>
    sitesOf(caller).flatMap((site) => site.targets.map((target) => target.function));
  return {
    functions,
    components: components(functions, callees),
    sitesOf,
    sitesRunning: (target) => running.get(target) ?? [],
  };
}
