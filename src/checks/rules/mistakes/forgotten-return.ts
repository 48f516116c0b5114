import type { Finding } from '../../../model/finding.ts';
import type { AnalysedPackage } from '../../analysed-package.ts';
import { findingAt } from '../../make-finding.ts';
import type { FunctionDefinition } from '../../model/definitions.ts';
import { returnedBy } from '../../model/returned-by.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';
import type { Rule } from '../../rule.ts';

/** BUT802: a processor that comes to its end, and never with a value. */
export const forgottenReturn: Rule = {
  ids: ['BUT802'],
  *check(model): Iterable<Finding> {
    const [processor, ...others] = model.entryFunctions('processor');
    if (processor === undefined || others.length > 0 || !isCalledAsItStands(model, processor)) return;
    if (!onlyGivesNone(model, processor, new Set())) return;
    const message = `\`${processor.name}\` can only return None: no way through it ends with a value.`;
    yield findingAt('BUT802', processor.module.path, processor.nameNode, message, helpFor(processor));
  },
};

/** Whether the entry file's name stands for that very function, without anything around it. */
function isCalledAsItStands(model: AnalysedPackage, processor: FunctionDefinition): boolean {
  const module = model.entryModule('processor');
  if (module === null) return false;
  const { entities, certain } = model.resolver.member(module, processor.name);
  const [entity] = entities;
  return certain && entity?.kind === 'function' && entity.function === processor;
}

function onlyGivesNone(
  model: AnalysedPackage,
  definition: FunctionDefinition,
  asked: Set<FunctionDefinition>,
): boolean {
  const { kind, isAsync, owner, decorators, yields } = definition;
  if (kind !== 'def' || isAsync || owner !== null || decorators.length > 0 || yields.length > 0) return false;
  // What only comes back from itself has other faults.
  if (asked.has(definition)) return false;
  asked.add(definition);
  return (
    model.flow.resultOf(definition).completes &&
    returnedBy(definition).every((value) => value === null || isNone(model, value, asked))
  );
}

/** Whether an expression has no other value than None. */
function isNone(model: AnalysedPackage, expression: SyntaxNode, asked: Set<FunctionDefinition>): boolean {
  const node = expression.unparenthesized;
  if (node.kind === 'none') return true;
  if (node.kind === 'conditional_expression') {
    const [yes, , no] = node.children;
    return yes !== undefined && no !== undefined && isNone(model, yes, asked) && isNone(model, no, asked);
  }
  const callee = node.kind === 'call' ? node.child('function') : null;
  if (callee === null) return false;
  const { entities, certain } = model.resolver.resolve(callee);
  const [entity] = entities;
  if (!certain || entity === undefined) return false;
  if (entity.kind === 'external') return entity.name === 'builtins.print';
  return entity.kind === 'function' && onlyGivesNone(model, entity.function, asked);
}

/** Where the last line only works something out, that is what is to be returned. */
function helpFor({ body }: FunctionDefinition): { readonly help?: string } {
  const last = body.children.at(-1);
  const only = last?.kind === 'expression_statement' ? last.firstChild : null;
  if (only?.kind === 'assignment' && only.child('left')?.kind === 'identifier')
    return { help: `End the function with \`return ${only.child('left')!.text}\`.` };
  const isValue =
    only !== null && !['assignment', 'string', 'ellipsis', 'augmented_assignment'].includes(only.kind);
  if (!isValue || only.text.length > 60 || only.text.includes('\n') || /^print\b/.test(only.text)) return {};
  return { help: `Write \`return ${only.text}\` in the last line.` };
}
