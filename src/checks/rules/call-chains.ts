import type { Finding } from '../../model/finding.ts';
import type { CallGraph } from '../calls/call-graph.ts';
import { findingAt } from '../make-finding.ts';
import type { FunctionDefinition } from '../model/definitions.ts';
import type { Rule } from '../rule.ts';

/** BUT504: the longest chain of functions that call one another, where it is longer than the limit. */
export const callChains: Rule = {
  ids: ['BUT504'],
  *check(model, { limits }): Iterable<Finding> {
    const { graph } = model.flow;
    const { depths, isCalled } = chains(graph);
    for (const [definition, depth] of depths) {
      if (depth <= limits.recursionDepth || isCalled.has(definition) || definition.kind === 'module')
        continue;
      const message = `The calls that begin in \`${definition.name}\` nest ${depth} deep; the limit recursionDepth is ${limits.recursionDepth}.`;
      yield findingAt('BUT504', definition.module.path, definition.nameNode, message);
    }
  },
};

/** Frames on the longest way down from each function, recursion left out, and who is called by a function. */
function chains(graph: CallGraph): {
  readonly depths: ReadonlyMap<FunctionDefinition, number>;
  readonly isCalled: ReadonlySet<FunctionDefinition>;
} {
  const depths = new Map<FunctionDefinition, number>();
  const isCalled = new Set<FunctionDefinition>();
  for (const component of graph.components) {
    const members = new Set(component);
    for (const member of component) {
      let below = 0;
      for (const { targets } of graph.sitesOf(member)) {
        for (const { function: target, certain } of targets) {
          if (members.has(target)) continue;
          if (member.kind !== 'module') isCalled.add(target);
          if (certain) below = Math.max(below, depths.get(target) ?? 0);
        }
      }
      depths.set(member, below + 1);
    }
  }
  return { depths, isCalled };
}
