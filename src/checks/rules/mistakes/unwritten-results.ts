import type { Finding } from '../../../model/finding.ts';
import { likeliest } from '../../../text/likeliest.ts';
import type { AnalysedPackage } from '../../analysed-package.ts';
import { findingAt } from '../../make-finding.ts';
import type { FunctionDefinition, PythonModule } from '../../model/definitions.ts';
import type { Rule } from '../../rule.ts';
import { exportsByStar } from '../names/star-provision.ts';
import { onlyComputes } from './computing-code.ts';

/** What people call the function at the end elsewhere. */
const otherNames: ReadonlySet<string> = new Set(
  'finalize finalise finished finalizer finishing end close done on_finish finish_job fini'.split(' '),
);

/** Names with which a file may come by a `finish`. */
const givesFinish: ReadonlySet<string> = new Set(['finish', 'globals', 'setattr', '__getattr__', 'exec']);

/** BUT803: a misspelt `finish`, or a merger that keeps what it is given to itself. */
export const unwrittenResults: Rule = {
  ids: ['BUT803'],
  *check(model): Iterable<Finding> {
    const module = model.entryModule('merger');
    if (module === null || mayHaveFinish(model, module)) return;
    const meant = module.functions.filter((each) => isMeantAsFinish(model, each));
    for (const { name, nameNode } of meant) {
      const message = `Nothing calls \`${name}\`: the function that is called after the last result is \`finish\`.`;
      yield findingAt('BUT803', module.path, nameNode, message, {
        help: `Rename \`${name}\` to \`finish\`.`,
      });
    }
    const [merger, ...others] = model.entryFunctions('merger');
    if (meant.length > 0 || merger === undefined || others.length > 0 || !onlyComputes(model, module, merger))
      return;
    const message = `\`${merger.name}\` writes nothing, and there is no \`finish\` that does: the results folder stays empty.`;
    yield findingAt('BUT803', merger.module.path, merger.nameNode, message);
  },
};

/** Whether the file names a `finish` in any way, or has names that cannot be read from it. */
function mayHaveFinish(model: AnalysedPackage, module: PythonModule): boolean {
  if (exportsByStar(model, module, 'finish') !== 'no') return true;
  const { tree } = module;
  for (let index = 1; index < tree.size; index++) {
    if (tree.kindOf(index) === 'identifier' && givesFinish.has(tree.textOf(index))) return true;
  }
  return false;
}

/** A function at the top level that nothing names, and that can be called with a job's name. */
function isMeantAsFinish(model: AnalysedPackage, definition: FunctionDefinition): boolean {
  const { kind, name, scope, decorators, parameters } = definition;
  if (kind !== 'def' || scope.parent?.kind !== 'module' || decorators.length > 0) return false;
  const isNear = otherNames.has(name.toLowerCase()) || likeliest(name, ['finish']) !== null;
  const needed = parameters.filter(
    (each) => each.default === null && /^(?:plain|posit)/.test(each.kind),
  ).length;
  return isNear && needed <= 1 && !isNamedElsewhere(model, definition);
}

function isNamedElsewhere(model: AnalysedPackage, { name, nameNode }: FunctionDefinition): boolean {
  for (const { tree } of model.modules.values()) {
    for (let index = 1; index < tree.size; index++) {
      if (tree === nameNode.tree && index === nameNode.index) continue;
      if (tree.kindOf(index) === 'identifier' && tree.textOf(index) === name) return true;
      if (tree === nameNode.tree && tree.kindOf(index) === 'string' && tree.textOf(index).includes(name)) {
        if (tree.node(index).parent?.kind !== 'expression_statement') return true;
      }
    }
  }
  return false;
}
