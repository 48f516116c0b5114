import type { Finding } from '../../model/finding.ts';
import type { CallSite } from '../calls/call-site.ts';
import { CountedRecursion } from '../calls/counted-recursion.ts';
import type { PackageFlow } from '../calls/package-flow.ts';
import { implicit } from '../flow/exceptions.ts';
import type { FlowResult } from '../flow/flow-result.ts';
import { findingAt } from '../make-finding.ts';
import type { FunctionDefinition } from '../model/definitions.ts';
import type { Rule } from '../rule.ts';

/** BUT403, BUT501, BUT502 and the counted recursion of BUT505. */
export const recursion: Rule = {
  ids: ['BUT403', 'BUT501', 'BUT502', 'BUT505'],
  *check(model, { limits }): Iterable<Finding> {
    const splitters = new Set(model.entryFunctions('splitter'));
    const { flow } = model;
    const counted = new CountedRecursion(flow, limits.recursionDepth);
    for (const members of flow.graph.components) {
      const cycle = new Set(members);
      if (!members.some((member) => innerSites(member, cycle, flow).length > 0)) continue;
      const endless = withoutBaseCase(cycle, flow);
      for (const member of endless) {
        if (!mayEnd(flow.resultOf(member))) continue;
        yield splitters.has(member)
          ? endlessSplitter(member, innerSites(member, cycle, flow))
          : endlessRecursion(member, cycle, flow);
      }
      if (endless.size > 0) continue;
      const depth = counted.depthOf(cycle);
      for (const site of depth.tooDeep) yield tooDeep(site, cycle, limits.recursionDepth);
      if (depth.isBounded || depth.tooDeep.length > 0) continue;
      for (const member of inSourceOrder(cycle)) {
        if (innerSites(member, cycle, flow).length > 0)
          yield unboundedRecursion(member, cycle, flow, limits.recursionDepth);
      }
    }
  },
};

/** So many functions are looked through for the way back to one of them. */
const mostOnTheWay = 200;

/** The members that cannot come to an end without a call of another member that cannot either. */
function withoutBaseCase(cycle: ReadonlySet<FunctionDefinition>, flow: PackageFlow): Set<FunctionDefinition> {
  const endless = new Set(cycle);
  const pending = new Set(cycle);
  for (const member of pending) {
    pending.delete(member);
    if (!endless.has(member) || !mayEnd(flow.resultWithout(member, endless))) continue;
    endless.delete(member);
    // Those that call it may have a way out now.
    for (const { caller } of flow.graph.sitesRunning(member)) if (endless.has(caller)) pending.add(caller);
  }
  return endless;
}

/** A `raise`, also one in a helper, is a way out; what any ordinary operation may raise is none. */
function mayEnd(result: FlowResult): boolean {
  return result.completes || result.exits || [...result.raises].some((raised) => raised !== implicit);
}

function innerSites(
  member: FunctionDefinition,
  cycle: ReadonlySet<FunctionDefinition>,
  flow: PackageFlow,
): CallSite[] {
  return flow.graph
    .sitesOf(member)
    .filter((site) => site.targets.some((target) => cycle.has(target.function)));
}

function endlessSplitter(splitter: FunctionDefinition, sites: readonly CallSite[]): Finding {
  const node = sites[0]?.node ?? splitter.nameNode;
  const place = node.parent?.kind === 'yield' ? node.parent : node;
  const message = `\`${splitter.name}\` yields from itself on every path, so it never ends.`;
  return findingAt('BUT403', splitter.module.path, place, message);
}

function endlessRecursion(
  member: FunctionDefinition,
  cycle: ReadonlySet<FunctionDefinition>,
  flow: PackageFlow,
): Finding {
  const through = route(member, cycle, flow);
  const message =
    through.length === 0
      ? `${subject(member)} calls itself on every path and never returns.`
      : `${subject(member)} calls itself through ${through.join(' and ')} on every path and never returns.`;
  return findingAt('BUT501', member.module.path, member.nameNode, message);
}

function unboundedRecursion(
  member: FunctionDefinition,
  cycle: ReadonlySet<FunctionDefinition>,
  flow: PackageFlow,
  limit: number,
): Finding {
  const through = route(member, cycle, flow);
  const how = through.length === 0 ? 'calls itself' : `calls itself through ${through.join(' and ')}`;
  const message = `${subject(member)} ${how}, and how deep that goes depends on the data; more than ${limit} calls fail.`;
  return findingAt('BUT502', member.module.path, member.nameNode, message);
}

function tooDeep(site: CallSite, cycle: ReadonlySet<FunctionDefinition>, limit: number): Finding {
  const called = site.targets.find((target) => cycle.has(target.function))?.function ?? site.caller;
  const message = `This call of \`${called.name}\` recurses more than ${limit} calls deep, which is the limit.`;
  return findingAt('BUT505', site.caller.module.path, site.node, message);
}

/** The other functions on the shortest way from a member back to itself, where that is not too long to be found. */
function route(
  member: FunctionDefinition,
  cycle: ReadonlySet<FunctionDefinition>,
  flow: PackageFlow,
): string[] {
  const from = new Map<FunctionDefinition, FunctionDefinition>();
  const pending = [member];
  for (const each of pending) {
    if (from.size > mostOnTheWay) return ['other functions'];
    for (const site of innerSites(each, cycle, flow)) {
      for (const { function: next } of site.targets) {
        if (next === member) {
          const names: string[] = [];
          for (let at = each; at !== member; at = from.get(at)!) names.push(`\`${at.name}\``);
          names.reverse();
          return names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
        }
        if (!cycle.has(next) || from.has(next)) continue;
        from.set(next, each);
        pending.push(next);
      }
    }
  }
  return [];
}

function subject(member: FunctionDefinition): string {
  if (member.kind === 'lambda') return 'This lambda';
  return `\`${member.qualifiedName.replaceAll('.<locals>', '')}\``;
}

function inSourceOrder(cycle: ReadonlySet<FunctionDefinition>): FunctionDefinition[] {
  return [...cycle].sort((left, right) => left.node.start - right.node.start);
}
