import type { Finding } from '../../../model/finding.ts';
import type { AnalysedPackage } from '../../analysed-package.ts';
import { isYieldFrom } from '../../flow/node-forms.ts';
import { findingAt } from '../../make-finding.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';
import type { Rule } from '../../rule.ts';
import { constantPath } from '../files/constant-path.ts';
import { isFragment } from '../files/fragments.ts';
import { isGuarded, openingCall } from '../files/openings.ts';
import { beginsWith } from '../files/path-beginnings.ts';
import { calledFrom, entryCode } from './run-functions.ts';

/** What looks at the file or folder that its first argument names, beside what opens files. */
const lookers =
  /^(?:os\.(?:listdir|scandir|walk|stat)|os\.path\.getsize|glob\.i?glob|pandas\.read_\w+|PIL\.Image\.open|zipfile\.ZipFile|tarfile\.open|sqlite3\.connect|h5py\.File)$/;
/** Where sandboxes have the data, as a path and at the beginning of a literal. */
const data = /^\/app\/resources\/[^/]+\/data(?:\/|$)/;
const literalData = /^[rRfFbBuU]{0,2}("""|'''|"|')\/app\/resources\/[^/]{1,200}\/data(?:\/|\1)/;

/** BUT810: a processor that opens the data, which workers on other machines do not have. */
export const dataElsewhere: Rule = {
  ids: ['BUT810'],
  *check(model, { remoteWorkers }): Iterable<Finding> {
    if (!remoteWorkers) return;
    const top = model.entryModule('processor')?.top;
    const begin = [...(top === undefined ? [] : [top]), ...entryCode(model, 'processor')];
    let given: boolean | null = null;
    for (const { calls } of calledFrom(model, begin)) {
      for (const call of calls) {
        const path = lookedAt(model, call);
        if (path === null || isGuarded(call)) continue;
        const byFragment = beginsWith(
          model,
          path,
          (node) => node.kind === 'identifier' && isFragment(model, node),
        );
        if (byFragment) given ??= givesPaths(model);
        if (!(byFragment && given === true) && !isWrittenOut(model, path)) continue;
        const what = byFragment ? 'the path that the splitter has yielded' : 'the data';
        const message = `This opens ${what}, and workers on other machines do not have the data.`;
        yield findingAt('BUT810', model.resolver.moduleOf(call).path, call, message);
      }
    }
  },
};

function lookedAt(model: AnalysedPackage, call: SyntaxNode): SyntaxNode | null {
  const callee = call.child('function');
  const name = callee === null ? null : model.resolver.externalName(callee);
  if (name === null || !lookers.test(name)) return openingCall(model, call)?.path ?? null;
  const first = call.child('arguments')?.firstChild ?? null;
  return first?.kind === 'keyword_argument' ? null : first;
}

function isWrittenOut(model: AnalysedPackage, path: SyntaxNode): boolean {
  if (data.test(constantPath(model, path) ?? '')) return true;
  return beginsWith(
    model,
    path,
    (node) => node.kind === 'string' && literalData.test(node.text.slice(0, 300)),
  );
}

/** Whether the splitter yields paths of its data. */
function givesPaths(model: AnalysedPackage): boolean {
  return model.entryFunctions('splitter').some(({ parameters, yields }) => {
    const given = parameters[0]?.node;
    const isGiven = (node: SyntaxNode) => {
      if (node.kind !== 'identifier') return false;
      const [binding, ...others] = model.resolver.bindingsOf(node);
      const bound = binding?.kind === 'parameter' && others.length === 0 ? binding.node : null;
      return bound?.index === given?.index && bound?.tree === given?.tree;
    };
    return yields.some((each) => {
      const fragment = fragmentOf(each);
      return fragment !== null && beginsWith(model, fragment, isGiven);
    });
  });
}

/** What a `yield` hands out, or a `yield from` over a comprehension hands out each time. */
function fragmentOf(node: SyntaxNode): SyntaxNode | null {
  const value = node.firstChild?.unparenthesized ?? null;
  if (!isYieldFrom(node)) return value;
  return /^(?:generator_expression|list_comprehension)$/.test(value?.kind ?? '')
    ? value!.child('body')
    : null;
}
