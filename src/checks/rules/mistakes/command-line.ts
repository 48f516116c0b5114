import type { Finding } from '../../../model/finding.ts';
import type { AnalysedPackage } from '../../analysed-package.ts';
import { catches, guardOf, handlersAround } from '../../flow/guards.ts';
import { findingAt } from '../../make-finding.ts';
import type { FunctionDefinition, PythonModule } from '../../model/definitions.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';
import type { Rule } from '../../rule.ts';
import { runFunctions } from './run-functions.ts';

const parsers: ReadonlySet<string> = new Set(['argparse.ArgumentParser', 'optparse.OptionParser']);
const parsing: ReadonlySet<string> = new Set(['parse_args', 'parse_known_args', 'parse_intermixed_args']);
const whatInputRaises = ['EOFError', 'Exception', 'BaseException', 'OSError'];

/** BUT807: `sys.argv`, command line parsers and `input()` in code that runs when the package does. */
export const commandLine: Rule = {
  ids: ['BUT807'],
  *check(model): Iterable<Finding> {
    if (![...model.modules.values()].some(({ tree }) => mayAsk(tree.text))) return;
    for (const definition of runFunctions(model)) {
      const { module } = definition;
      if (!mayAsk(module.tree.text)) continue;
      for (const call of definition.calls) {
        const message = problemOf(model, call);
        if (message !== null && guardOf(call) !== 'never-runs')
          yield findingAt('BUT807', module.path, call, message);
      }
      yield* argumentsRead(model, definition);
    }
  },
};

function mayAsk(text: string): boolean {
  return /\b(?:argv|input|parse_\w{0,20}args)\b/.test(text);
}

function problemOf(model: AnalysedPackage, call: SyntaxNode): string | null {
  const callee = call.child('function');
  if (callee === null) return null;
  if (model.resolver.externalName(callee) === 'builtins.input') {
    const handled = [...handlersAround(call)].some((handler) => catches(handler, whatInputRaises));
    return handled ? null : 'Nobody answers `input()`: the package runs without a keyboard.';
  }
  const object = callee.kind === 'attribute' ? callee.child('object') : null;
  if (object === null || !parsing.has(callee.child('attribute')!.text)) return null;
  if ((call.child('arguments')?.children ?? []).length > 0 || !isParser(model, object)) return null;
  return `\`${callee.text}()\` finds no arguments: the package is not run from a command line.`;
}

function isParser(model: AnalysedPackage, object: SyntaxNode): boolean {
  const made =
    object.kind === 'identifier'
      ? model.resolver.bindingsOf(object).map(({ value }) => value)
      : [object.unparenthesized];
  return (
    made.length > 0 &&
    made.every((each) => {
      const callee = each?.kind === 'call' ? each.child('function') : null;
      return callee !== null && parsers.has(model.resolver.externalName(callee) ?? '');
    })
  );
}

/** Uses of `sys.argv` that need more in it than the name of the file, and have not looked whether it is there. */
function* argumentsRead(model: AnalysedPackage, definition: FunctionDefinition): Iterable<Finding> {
  const { module } = definition;
  if (!/\bargv\b/.test(module.tree.text) || setsArguments(module)) return;
  for (const node of definition.body.descendants()) {
    if (node.kind !== 'identifier' || node.text !== 'argv' || module.functionAt(node) !== definition)
      continue;
    const use = node.parent?.kind === 'attribute' && node.field === 'attribute' ? node.parent : node;
    if (model.resolver.externalName(use) !== 'sys.argv' || !needsArguments(use)) continue;
    if (guardOf(use) === 'never-runs' || isLookedAt(use)) continue;
    const message = '`sys.argv` holds the name of the entry file and nothing else: there is no command line.';
    yield findingAt('BUT807', module.path, use, message);
  }
}

function setsArguments({ tree }: PythonModule): boolean {
  return /\bargv\b(?:\s*\[[^\]\n]*\])?\s*\+?=(?!=)|\bargv\s*\.\s*(?:append|extend|insert)\b/.test(tree.text);
}

function needsArguments(use: SyntaxNode): boolean {
  const parent = use.parent;
  if (parent?.kind === 'subscript' && use.field === 'value') {
    const index = parent.child('subscript');
    return index !== null && index.text !== '0' && index.text !== ':1';
  }
  // Taken apart, handed on: all of it is meant.
  return parent?.kind === 'assignment' && /pattern/.test(parent.child('left')?.kind ?? '');
}

/** Whether something around a use asks for the arguments first, or takes their absence. */
function isLookedAt(use: SyntaxNode): boolean {
  if (
    [...handlersAround(use)].some((each) =>
      catches(each, ['IndexError', 'ValueError', 'LookupError', 'Exception']),
    )
  )
    return true;
  for (let at = use.parent; at !== null; at = at.parent) {
    if (at.kind === 'function_definition') return false;
    if (
      [
        'if_statement',
        'while_statement',
        'conditional_expression',
        'boolean_operator',
        'match_statement',
      ].includes(at.kind)
    )
      return true;
  }
  return false;
}
