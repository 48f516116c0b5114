import type { Finding, Severity } from '../../model/finding.ts';
import { entryFiles, entryNames } from '../../model/package-source.ts';
import type { AnalysedPackage } from '../analysed-package.ts';
import { isYieldFrom } from '../flow/node-forms.ts';
import { findingAt } from '../make-finding.ts';
import type { FunctionDefinition } from '../model/definitions.ts';
import type { Rule } from '../rule.ts';

const splitterFiles = Object.values(entryFiles).map(({ splitter }) => splitter);

/** BUT301, BUT302, BUT303: the splitter yields, and nothing else does. */
export const yieldPlaces: Rule = {
  ids: ['BUT301', 'BUT302', 'BUT303'],
  *check(model, { helperGenerators }): Iterable<Finding> {
    const splitters = new Set(model.entryFunctions('splitter'));
    for (const splitter of splitters) yield* splitterFindings(splitter);
    for (const { functions } of model.modules.values()) {
      for (const each of functions) {
        if (each.yields.length > 0 && !splitters.has(each) && !standsInForSplitter(each, model, splitters)) {
          yield* misplacedYields(each, helperGenerators);
        }
      }
    }
  },
};

function* splitterFindings(splitter: FunctionDefinition): Iterable<Finding> {
  const { module, nameNode, yields, isAsync, name } = splitter;
  if (yields.length === 0) {
    const message = `${called(name)} is not a generator: it has no \`yield\` of its own.`;
    yield findingAt('BUT301', module.path, nameNode, message);
  } else if (isAsync) {
    const message = `${called(name)} is an async generator; fragments are asked for without \`await\`.`;
    yield findingAt('BUT303', module.path, nameNode, message);
  }
}

function* misplacedYields(definition: FunctionDefinition, severity: Severity): Iterable<Finding> {
  const what = definition.kind === 'lambda' ? 'A lambda' : `\`${shortName(definition)}\``;
  for (const node of definition.yields) {
    const keyword = isYieldFrom(node) ? 'yield from' : 'yield';
    const message = `${what} contains \`${keyword}\`; only the splitter may yield.`;
    yield findingAt('BUT302', definition.module.path, node, message, { severity });
  }
}

/**
 * Where no splitter can be told (Split.py is missing, does not parse or is there twice, or the name is wrong), that
 * has its own finding; the function that was meant is not blamed for yielding as well.
 */
function standsInForSplitter(
  definition: FunctionDefinition,
  model: AnalysedPackage,
  splitters: ReadonlySet<FunctionDefinition>,
): boolean {
  if (definition.scope.parent?.kind !== 'module') return false;
  const { path } = definition.module;
  const inOtherLayout = splitterFiles.includes(path) && model.entryModule('splitter')?.path !== path;
  if (inOtherLayout) return entryNames.splitter.includes(definition.name);
  if (splitters.size > 0) return false;
  return definition.module === model.entryModule('splitter') || entryNames.splitter.includes(definition.name);
}

function called(name: string): string {
  return name === '<lambda>' ? 'The splitter' : `\`${name}\``;
}

function shortName(definition: FunctionDefinition): string {
  return definition.qualifiedName.replaceAll('.<locals>', '');
}
