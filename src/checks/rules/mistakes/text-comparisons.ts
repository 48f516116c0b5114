import type { Finding } from '../../../model/finding.ts';
import type { AnalysedPackage } from '../../analysed-package.ts';
import { findingAt } from '../../make-finding.ts';
import type { PythonModule } from '../../model/definitions.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';
import type { Rule } from '../../rule.ts';
import { BytesValues } from '../files/bytes-values.ts';
import { OpenedFiles } from '../files/opened-files.ts';

/** BUT809: bytes compared with a text, which they never equal. */
export const textComparisons: Rule = {
  ids: ['BUT809'],
  *check(model): Iterable<Finding> {
    for (const module of model.modules.values()) yield* comparisonsIn(model, module);
  },
};

function* comparisonsIn(model: AnalysedPackage, module: PythonModule): Iterable<Finding> {
  const { tree } = module;
  const values = new BytesValues(model, new OpenedFiles(model, module));
  for (let index = 1; index < tree.size; index++) {
    const kind = tree.kindOf(index);
    if (kind !== 'comparison_operator' && kind !== 'call') continue;
    const node = tree.node(index);
    const problem = kind === 'call' ? sentinelProblem(model, node, values) : comparisonProblem(node, values);
    if (problem === null) continue;
    const { text, message } = problem;
    yield findingAt('BUT809', module.path, node, message, { help: helpFor(text) });
  }
}

interface Problem {
  readonly text: SyntaxNode;
  readonly message: string;
}

/** `bytes == "text"` and the like, in two parts. */
function comparisonProblem(node: SyntaxNode, values: BytesValues): Problem | null {
  const [operator, ...others] = node.childrenOf('operators').map((each) => each.text);
  const operands = node.children.filter((child) => child.field !== 'operators');
  if (others.length > 0 || operands.length !== 2 || (operator !== '==' && operator !== '!=')) return null;
  const text = operands.find(isText);
  const other = operands.find((each) => each !== text);
  if (text === undefined || other === undefined || !values.isBytes(other)) return null;
  const outcome = operator === '==' ? 'never holds' : 'always holds';
  const shown = shortened(other.text);
  return { text, message: `This ${outcome}: \`${shown}\` is bytes, which never equal a text.` };
}

/** `iter(file.readline, "")`. */
function sentinelProblem(model: AnalysedPackage, call: SyntaxNode, values: BytesValues): Problem | null {
  const callee = call.child('function');
  if (callee?.kind !== 'identifier' || callee.text !== 'iter') return null;
  const [given, text, ...others] = call.child('arguments')?.children ?? [];
  if (given === undefined || text === undefined || others.length > 0 || !isText(text)) return null;
  if (model.resolver.externalName(callee) !== 'builtins.iter' || !values.givesBytes(given)) return null;
  return {
    text,
    message: `This never ends: \`${shortened(given.text)}\` gives bytes, which never equal a text.`,
  };
}

function isText(node: SyntaxNode): boolean {
  return node.unparenthesized.kind === 'string' && !/^[rR]?[bB]/.test(node.unparenthesized.text);
}

function helpFor(text: SyntaxNode): string {
  const literal = text.unparenthesized.text;
  const isPlain = /^["'][ -~]{0,40}$/.test(literal);
  return isPlain
    ? `Compare with bytes: \`b${literal}\`.`
    : 'Compare with bytes, `b"…"`, or decode first: `….decode() == "…"`.';
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= 40 ? line : `${line.slice(0, 39)}…`;
}
