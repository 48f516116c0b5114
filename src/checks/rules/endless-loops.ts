import type { Finding } from '../../model/finding.ts';
import type { AnalysedPackage } from '../analysed-package.ts';
import { findingAt } from '../make-finding.ts';
import type { FunctionDefinition, PythonModule } from '../model/definitions.ts';
import type { SyntaxNode } from '../model/syntax-tree.ts';
import type { Rule } from '../rule.ts';
import { BytesValues } from './files/bytes-values.ts';
import { OpenedFiles } from './files/opened-files.ts';
import { unchangedNames } from './unchanged-names.ts';

/** BUT401, BUT402, BUT404: loops and iterables that never end. */
export const endlessLoops: Rule = {
  ids: ['BUT401', 'BUT402', 'BUT404'],
  *check(model): Iterable<Finding> {
    const splitters = new Set(model.entryFunctions('splitter'));
    const bytesOf = bytesByModule(model);
    for (const definition of model.flow.graph.functions) {
      yield* findingsOf(definition, splitters.has(definition), model, bytesOf);
    }
  },
};

/** What is known of bytes in a module, worked out when it is first asked for. */
function bytesByModule(model: AnalysedPackage): (module: PythonModule) => BytesValues {
  const known = new Map<PythonModule, BytesValues>();
  return (module) => {
    const values = known.get(module) ?? new BytesValues(model, new OpenedFiles(model, module));
    known.set(module, values);
    return values;
  };
}

function* findingsOf(
  definition: FunctionDefinition,
  isSplitter: boolean,
  model: AnalysedPackage,
  bytesOf: (module: PythonModule) => BytesValues,
): Iterable<Finding> {
  const { endlessLoops, conditionOnlyLoops, endlessWalks } = model.flow.resultOf(definition);
  const { path } = definition.module;
  for (const loop of endlessLoops) {
    const yields = definition.yields.some((node) => loop.contains(node));
    // A generator that is not the splitter has its finding; how long it runs is for its caller to say.
    if (yields && !isSplitter) continue;
    yield loop.kind === 'while_statement' ? endlessWhile(path, loop, yields) : endlessFor(path, loop, yields);
  }
  for (const loop of conditionOnlyLoops) {
    const names = unchangedNames(loop, definition, model, bytesOf(definition.module));
    if (names !== null) yield unchanged(path, loop, names);
  }
  for (const walked of endlessWalks) {
    if (definition.yields.length > 0 && !isSplitter) continue;
    const message = `\`${shortened(walked)}\` never ends, and nothing stops the walk over it.`;
    yield findingAt('BUT402', path, walked, message);
  }
}

function endlessWhile(path: string, loop: SyntaxNode, yields: boolean): Finding {
  const head = headOf(loop);
  if (yields) {
    const message =
      'This loop yields and can never end: its condition stays true, and no `break`, `return` or `raise` leads out of it.';
    return findingAt('BUT401', path, head, message);
  }
  const message =
    'This loop can never end: its condition stays true, and no `break`, `return` or `raise` leads out of it.';
  return findingAt('BUT404', path, head, message, {
    help: 'Leave the loop with `break` or `return` when the work is done.',
  });
}

function endlessFor(path: string, loop: SyntaxNode, yields: boolean): Finding {
  const walked = loop.child('right') ?? loop;
  const message = `\`${shortened(walked)}\` never ends, and no \`break\`, \`return\` or \`raise\` leads out of this loop.`;
  if (yields) return findingAt('BUT402', path, walked, message);
  const help = 'Use range(…), bound the iterable with itertools.islice, or leave the loop with `break`.';
  return findingAt('BUT404', path, walked, message, { help });
}

function unchanged(path: string, loop: SyntaxNode, names: readonly string[]): Finding {
  const list = names.map((name) => `\`${name}\``).join(' or ');
  const message = `Nothing in this loop changes ${list}, so its condition stays as it is.`;
  return findingAt('BUT404', path, headOf(loop), message);
}

/** `while condition`, without the body. */
function headOf(loop: SyntaxNode): { tree: SyntaxNode['tree']; start: number; end: number } {
  return { tree: loop.tree, start: loop.start, end: loop.child('condition')?.end ?? loop.end };
}

function shortened(node: SyntaxNode): string {
  const line = node.text.replace(/\s+/g, ' ');
  return line.length <= 60 ? line : `${line.slice(0, 59)}…`;
}
