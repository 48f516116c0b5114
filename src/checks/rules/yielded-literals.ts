import type { Finding } from '../../model/finding.ts';
import { isYieldFrom } from '../flow/node-forms.ts';
import { findingAt } from '../make-finding.ts';
import type { SyntaxNode } from '../model/syntax-tree.ts';
import type { Rule } from '../rule.ts';
import { OpenedFiles } from './files/opened-files.ts';
import { notBytesFrom } from './not-bytes.ts';
import { YieldedValues } from './yielded-values.ts';

const openAsBytes =
  'Open the file with mode "rb", so that what is read from it is bytes; or encode the text: `yield text.encode()`.';

/** BUT304: `yield` of what is certainly not bytes, and bare `yield`, where control can get there. */
export const yieldedLiterals: Rule = {
  ids: ['BUT304'],
  *check(model): Iterable<Finding> {
    for (const splitter of new Set(model.entryFunctions('splitter'))) {
      const { reachedYields } = model.flow.resultOf(splitter);
      const values = new YieldedValues(model, new OpenedFiles(model, splitter.module));
      for (const node of splitter.yields) {
        const fault = reachedYields.has(node.index) ? faultOf(node, values) : null;
        if (fault !== null) yield findingAt('BUT304', splitter.module.path, node, fault.message, fault.rest);
      }
    }
  },
};

interface Fault {
  readonly message: string;
  readonly rest?: { readonly help: string };
}

function faultOf(node: SyntaxNode, values: YieldedValues): Fault | null {
  const value = node.firstChild;
  if (value === null) {
    return {
      message: 'A bare `yield` hands out None, which is not a fragment.',
      rest: { help: 'Yield the bytes of the fragment, or remove the line.' },
    };
  }
  const given = isYieldFrom(node)
    ? (notBytesFrom(value.unparenthesized) ?? values.itemsOf(value))
    : values.kindOf(value);
  if (given === null) return null;
  const help = given === 'text' && values.isOfTextFile(value) ? openAsBytes : helpFor(given);
  return { message: `This yields ${given}; a fragment is bytes.`, rest: { help } };
}

function helpFor(given: string): string {
  if (given.includes('text'))
    return 'Encode the text: `yield text.encode()`, or write a bytes literal: b"…".';
  if (given.includes('number')) return 'Write the number as bytes: `yield str(number).encode()`.';
  if (given.includes('None')) return 'Yield the bytes of the fragment, or remove the line.';
  return 'Yield one `bytes` object: join the parts with b"".join(…), or encode them with json.dumps(…).encode().';
}
