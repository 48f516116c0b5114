import type { Finding } from '../../../model/finding.ts';
import type { AnalysedPackage } from '../../analysed-package.ts';
import { findingAt } from '../../make-finding.ts';
import type { FunctionDefinition } from '../../model/definitions.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';
import type { Rule } from '../../rule.ts';
import { constantPath, type StandsFor } from '../files/constant-path.ts';
import { modeOf, type Opening, openingAt } from '../files/openings.ts';
import { keepsState } from './kept-state.ts';

/** What may stand between a function and a statement that it always comes to. */
const straight: ReadonlySet<string> = new Set(
  `block with_statement with_clause with_item as_pattern expression_statement assignment argument_list call
  attribute parenthesized_expression keyword_argument try_statement for_statement`.split(/\s+/),
);
/** Functions that read or move files: with them a file that is overwritten may be no more than a step on the way. */
const readsOrMoves =
  /(?:^|\.)(?:exists|is_?file|is_?dir|stat|getsize|listdir|scandir|walk|glob|iglob|iterdir|load\w{0,40}|read\w{0,40}|fromfile|genfromtxt|memmap|rename\w{0,40}|replace|move|copy\w{0,40}|link|symlink\w{0,40}|system|run|Popen)$/;

/** BUT804: a file that `merger` opens anew for each result, so that it ends with the last one alone. */
export const overwrittenResults: Rule = {
  ids: ['BUT804'],
  *check(model): Iterable<Finding> {
    const [merger, ...others] = model.entryFunctions('merger');
    if (merger === undefined || others.length > 0 || merger.kind !== 'def' || merger.owner !== null) return;
    const standsFor = jobNameOf(merger);
    const overwriting = merger.calls.flatMap((call) => {
      const opening = openingAt(model, call, standsFor);
      return opening !== null && isAnew(opening) && isAlwaysReached(call, merger) ? [opening] : [];
    });
    if (overwriting.length === 0 || readsOrMovesFiles(model, merger) || keepsState(model, merger)) return;
    for (const opening of overwriting) {
      if (isUsedAgain(model, opening, merger, standsFor)) continue;
      yield findingAt('BUT804', merger.module.path, opening.call, messageFor(opening), helpFor(opening));
    }
  },
};

/** The name of the job, which is the same for each result. */
function jobNameOf({ parameters }: FunctionDefinition): StandsFor {
  const jobName = parameters[1];
  const isGiven = jobName !== undefined && /^(?:plain|posit)/.test(jobName.kind);
  return ({ tree, index }) =>
    isGiven && jobName.node.index === index && jobName.node.tree === tree ? `{${jobName.name}}` : null;
}

function isAnew({ path, mode }: Opening): boolean {
  return mode !== null && /[wx]/.test(mode) && !/^\/(?:dev|tmp|proc)\b/.test(path);
}

function messageFor({ path, mode }: Opening): string {
  return mode!.includes('x')
    ? `\`${path}\` is made anew for each result, so that the second one fails.`
    : `\`${path}\` is overwritten with each result, so that only the last one is left.`;
}

/** What saves a whole array or table has no mode that adds to a file. */
function helpFor({ call }: Opening): { readonly help?: string } {
  const name = call.child('function')?.child('attribute')?.text ?? '';
  if (!/^(?:save|to)/.test(name)) return {};
  return {
    help: 'Keep what is to be saved in a list, and save it once in finish(job_name); or give each file a name of its own.',
  };
}

function isAlwaysReached(call: SyntaxNode, { node, body }: FunctionDefinition): boolean {
  for (let at = call.parent; at !== null && at.index > node.index; at = at.parent) {
    if (!straight.has(at.kind)) return false;
  }
  return ![...body.descendants()].some(
    (each) => each.index < call.index && ['return_statement', 'raise_statement'].includes(each.kind),
  );
}

function readsOrMovesFiles(model: AnalysedPackage, { calls, body }: FunctionDefinition): boolean {
  // `text.replace(a, b)` takes two arguments, and moves nothing.
  const isOfText = (call: SyntaxNode) =>
    /\.replace$/.test(call.child('function')?.text ?? '') && call.child('arguments')?.children.length === 2;
  const nested = [...body.descendants()].some(
    ({ kind }) => kind === 'function_definition' || kind === 'lambda',
  );
  return (
    nested ||
    calls.some((call) => {
      const callee = call.child('function');
      const name = (callee === null ? null : model.resolver.externalName(callee)) ?? callee?.text ?? '';
      const isOpen = name === 'builtins.open' || name === 'io.open';
      const mode = isOpen ? modeOf(call) : (openingAt(model, call)?.mode ?? '');
      if (mode !== null && /[ra+]/.test(mode)) return true;
      const isDecoding = /^(?:json|pickle|marshal|tomllib|ast|struct)\.(?:loads|literal_eval)$/.test(name);
      return readsOrMoves.test(name) && !isDecoding && !isOfText(call);
    })
  );
}

/** Whether the path stands elsewhere in the merger, which may then read what it has written. */
function isUsedAgain(
  model: AnalysedPackage,
  { call, path }: Opening,
  { body }: FunctionDefinition,
  standsFor: StandsFor,
): boolean {
  return [...body.descendants()].some(
    (node) =>
      ['string', 'identifier'].includes(node.kind) &&
      !call.contains(node) &&
      // Of `os.path` no more than of `path = …`.
      node.parent?.kind !== 'assignment' &&
      !(node.parent?.kind === 'attribute' && node.field === 'attribute') &&
      constantPath(model, node, standsFor) === path,
  );
}
