import type { Finding } from '../../../model/finding.ts';
import { likeliest } from '../../../text/likeliest.ts';
import type { AnalysedPackage } from '../../analysed-package.ts';
import { catches, guardOf, handlersAround } from '../../flow/guards.ts';
import { findingAt } from '../../make-finding.ts';
import type { PythonModule } from '../../model/definitions.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';
import type { Rule } from '../../rule.ts';
import { isFragment } from './fragments.ts';
import { type OpenedFile, OpenedFiles } from './opened-files.ts';

/** How many arguments the methods of a file take. */
const methods: ReadonlyMap<string, readonly [least: number, most: number]> = new Map([
  ['write', [1, 1]],
  ['writelines', [1, 1]],
  ['read', [0, 1]],
  ['readline', [0, 1]],
  ['readlines', [0, 1]],
  ['readinto', [1, 1]],
  ['seek', [1, 2]],
  ['truncate', [0, 1]],
  ['tell', [0, 0]],
  ['close', [0, 0]],
  ['flush', [0, 0]],
  ['fileno', [0, 0]],
  ['isatty', [0, 0]],
  ['readable', [0, 0]],
  ['writable', [0, 0]],
  ['seekable', [0, 0]],
]);
const otherMethods = 'detach read1 readinto1 peek readall reconfigure'.split(' ');
const reading: ReadonlySet<string> = new Set(['read', 'readline', 'readlines', 'readinto']);
const writing: ReadonlySet<string> = new Set(['write', 'writelines']);
const raised = 'TypeError ValueError OSError IOError UnsupportedOperation AttributeError Exception'.split(
  ' ',
);

/** BUT801: calls on a file just opened that cannot succeed. */
export const fileCalls: Rule = {
  ids: ['BUT801'],
  *check(model): Iterable<Finding> {
    for (const module of model.modules.values()) {
      const files = new OpenedFiles(model, module);
      if (files.none) continue;
      for (const definition of [module.top, ...module.functions]) {
        for (const call of definition.calls) {
          const problem = problemOf(model, files, call);
          if (problem === null || guardOf(call) === 'never-runs') continue;
          const handled = [...handlersAround(call)].some((handler) => catches(handler, raised));
          yield findingAt('BUT801', module.path, call, problem.message, {
            help: problem.help,
            ...(handled ? { severity: 'warning' } : {}),
          });
        }
      }
      yield* loopsOverWritten(module, files);
    }
  },
};

interface Problem {
  readonly message: string;
  readonly help: string;
}

function problemOf(model: AnalysedPackage, files: OpenedFiles, call: SyntaxNode): Problem | null {
  const callee = call.child('function');
  const object = callee?.kind === 'attribute' ? callee.child('object') : null;
  if (callee === null || object === null) return null;
  const opened = files.at(object);
  if (opened.length === 0) return null;
  const file = shortened(object.text);
  const method = callee.child('attribute')!.text;
  const problems = opened.map(
    (each) =>
      methodProblem(file, method) ??
      argumentProblem(file, method, call) ??
      closedProblem(object, method, each) ??
      modeProblem(file, method, each) ??
      kindProblem(model, file, method, call, each),
  );
  return problems.every((each) => each !== null) ? problems[0]! : null;
}

function methodProblem(file: string, method: string): Problem | null {
  if (methods.has(method) || otherMethods.includes(method) || method.startsWith('__')) return null;
  const meant = likeliest(method, methods.keys());
  return {
    message: `A file has no method \`${method}\`.`,
    help: meant === null ? 'Use read(), write(data) and the like.' : `Did you mean \`${file}.${meant}(…)\`?`,
  };
}

function argumentProblem(file: string, method: string, call: SyntaxNode): Problem | null {
  const expected = methods.get(method);
  const given = call.child('arguments');
  if (expected === undefined || given === null || given.kind !== 'argument_list') return null;
  const values = given.children;
  if (values.some(({ kind }) => kind === 'list_splat' || kind === 'dictionary_splat')) return null;
  const [least, most] = expected;
  if (values.length >= least && values.length <= most) {
    if (!values.some(({ kind }) => kind === 'keyword_argument')) return null;
    const message = `\`${file}.${method}\` takes no keyword arguments.`;
    return { message, help: `Write the value alone: ${file}.${method}(value).` };
  }
  const withItself = values[0]?.text === file && values.length === most + 1;
  const rest = values.slice(1).map(({ text }) => text);
  return {
    message: `\`${file}.${method}\` takes ${takenArguments(least, most)}, and is given ${values.length}.`,
    help: withItself
      ? `Write \`${file}.${method}(${rest.join(', ')})\`: the file itself is not given once more.`
      : `Give \`${file}.${method}\` what it takes.`,
  };
}

function closedProblem(object: SyntaxNode, method: string, { closedBy }: OpenedFile): Problem | null {
  if (closedBy === null || method === 'close' || object.index < closedBy.endOfSubtree) return null;
  // Only in the same block is it certain that the file was opened, and closed, before.
  if (!closedBy.parent?.contains(object)) return null;
  return {
    message: `\`${object.text}\` is closed here: its \`with\` block has ended.`,
    help: `Move the call into the \`with\` block.`,
  };
}

function modeProblem(file: string, method: string, { mode }: OpenedFile): Problem | null {
  if (mode === null) return null;
  if (writing.has(method) && !/[wax+]/.test(mode)) {
    const right = mode.includes('b') ? 'wb' : 'w';
    return {
      message: `\`${file}\` is opened for reading (mode "${mode}"), so \`${method}\` fails.`,
      help: `Open it with mode "${right}", or "${right.replace('w', 'a')}" to add to what is there.`,
    };
  }
  if (reading.has(method) && !/[r+]/.test(mode)) {
    const right = mode.includes('b') ? 'rb' : 'r';
    return {
      message: `\`${file}\` is opened for writing (mode "${mode}"), so \`${method}\` fails.`,
      help: `Open it with mode "${right}".`,
    };
  }
  return null;
}

/** Bytes written to a text file, text to a binary one. */
function kindProblem(
  model: AnalysedPackage,
  file: string,
  method: string,
  call: SyntaxNode,
  { mode }: OpenedFile,
): Problem | null {
  const value = call.child('arguments')?.firstChild;
  if (method !== 'write' || mode === null || !value) return null;
  const kind = kindOf(model, value);
  if (kind === 'bytes' && !mode.includes('b')) {
    return {
      message: `\`${file}\` is opened for text (mode "${mode}"), so it cannot take the bytes \`${shortened(value.text)}\`.`,
      help: `Open it with mode "${mode.replace('t', '')}b".`,
    };
  }
  if (kind === 'text' && mode.includes('b')) {
    return {
      message: `\`${file}\` is opened for bytes (mode "${mode}"), so it cannot take the text \`${shortened(value.text)}\`.`,
      help: `Encode the text: ${file}.write(….encode()), or open the file with mode "${mode.replace('b', '')}".`,
    };
  }
  return null;
}

function kindOf(model: AnalysedPackage, value: SyntaxNode): 'bytes' | 'text' | null {
  if (value.kind === 'string') return /^[rR]?[bB]/.test(value.text) ? 'bytes' : 'text';
  if (value.kind === 'call') {
    const callee = value.child('function');
    const name = callee === null ? null : model.resolver.externalName(callee);
    if (name === 'builtins.str') return 'text';
    return callee?.kind === 'attribute' && callee.child('object')?.kind === 'string'
      ? literalMethod(callee)
      : null;
  }
  return value.kind === 'identifier' && isFragment(model, value) ? 'bytes' : null;
}

/** `"…".encode()` and `"…".format(…)`. */
function literalMethod(callee: SyntaxNode): 'bytes' | 'text' | null {
  const isText = !/^[rR]?[bB]/.test(callee.child('object')!.text);
  const method = callee.child('attribute')?.text;
  if (isText && method === 'encode') return 'bytes';
  return isText && (method === 'format' || method === 'join') ? 'text' : null;
}

/** `for line in file` over a file opened for writing. */
function* loopsOverWritten(module: PythonModule, files: OpenedFiles): Iterable<Finding> {
  const { tree } = module;
  for (let index = 1; index < tree.size; index++) {
    if (tree.kindOf(index) !== 'for_statement') continue;
    const walked = tree.node(index).child('right');
    if (walked?.kind !== 'identifier') continue;
    const opened = files.at(walked);
    if (opened.length === 0 || !opened.every(({ mode }) => mode !== null && !/[r+]/.test(mode))) continue;
    const message = `\`${walked.text}\` is opened for writing (mode "${opened[0]!.mode}"), so its lines cannot be read.`;
    yield findingAt('BUT801', module.path, walked, message, { help: 'Open it with mode "r" or "rb".' });
  }
}

function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`;
}

function takenArguments(least: number, most: number): string {
  if (most === 0) return 'no arguments';
  return least === 1 && most === 1 ? 'one argument' : `at most ${most} arguments`;
}
