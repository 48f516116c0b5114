import type { PackageModel } from '../model/package-model.ts';
import type { SyntaxNode } from '../model/syntax-tree.ts';

/**
 * What may be raised, as a key: `implicit` for what any ordinary operation may raise (a call into code outside the
 * package, a subscript, arithmetic), `?` for a `raise` of something unknown, else the exception's class and its bases
 * by name, joined with `<`; a last part `BaseException` says that all bases are known.
 */
export type Raised = string;
export const implicit: Raised = 'implicit';
export const unknownRaised: Raised = '?';

/**
 * Marks an exception that a called function may raise but need not: the caller treats it like `implicit`, but knows its
 * name.
 */
const soft = '~';

const parents: Readonly<Record<string, string>> = {
  Exception: 'BaseException',
  GeneratorExit: 'BaseException',
  KeyboardInterrupt: 'BaseException',
  SystemExit: 'BaseException',
  ...childrenOf('Exception', [
    'ArithmeticError AssertionError AttributeError BufferError EOFError ImportError LookupError MemoryError',
    'NameError OSError ReferenceError RuntimeError StopAsyncIteration StopIteration SyntaxError SystemError',
    'TypeError ValueError Warning',
  ]),
  ...childrenOf('ArithmeticError', ['FloatingPointError OverflowError ZeroDivisionError']),
  ...childrenOf('ImportError', ['ModuleNotFoundError']),
  ...childrenOf('LookupError', ['IndexError KeyError']),
  ...childrenOf('NameError', ['UnboundLocalError']),
  ...childrenOf('OSError', [
    'BlockingIOError ChildProcessError ConnectionError FileExistsError FileNotFoundError InterruptedError',
    'IsADirectoryError NotADirectoryError PermissionError ProcessLookupError TimeoutError',
  ]),
  ...childrenOf('RuntimeError', ['NotImplementedError RecursionError']),
  ...childrenOf('ValueError', ['UnicodeError']),
  ...childrenOf('UnicodeError', ['UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError']),
};
/** Only an operator, the interpreter's end or the closing of a generator raises these. */
const neverImplicit = new Set(['GeneratorExit', 'KeyboardInterrupt', 'SystemExit']);

/** What a call may raise when the function called may also return. */
export function soften(raised: Raised): Raised {
  const mustShow = raised.startsWith('SystemExit') || raised === implicit || isSoft(raised);
  return mustShow ? raised : soft + raised;
}

export function isSoft(raised: Raised): boolean {
  return raised === implicit || raised.startsWith(soft);
}

export type Catches = 'no' | 'maybe' | 'yes';

/** Exception classes that a handler names; null for one that catches everything. `?` stands for one not known. */
export type Handled = readonly string[] | null;

export function builtinException(name: string): Raised {
  const line = [canonical(name)];
  for (let parent = parents[line[0]!]; parent !== undefined; parent = parents[parent]) line.push(parent);
  return line.join('<');
}

/** What `raise expression` raises. */
export function raisedBy(expression: SyntaxNode | null, model: PackageModel): Raised {
  if (expression === null) return unknownRaised;
  const node = expression.unparenthesized;
  const named = node.kind === 'call' ? (node.child('function') ?? node) : node;
  return lineageOf(named, model) ?? unknownRaised;
}

/** The exceptions that expressions name, as the arguments of `contextlib.suppress` do. */
export function handledBy(expressions: readonly SyntaxNode[], model: PackageModel): string[] {
  return expressions.flatMap((expression) => {
    const node = expression.unparenthesized;
    if (node.kind === 'tuple') return handledBy(node.children, model);
    return [lineageOf(node, model)?.split('<')[0] ?? unknownRaised];
  });
}

/** What an `except` clause takes. */
export function handledByClause(clause: SyntaxNode, model: PackageModel): Handled {
  const value = clause.child('value');
  if (value === null) return null;
  const named = value.kind === 'as_pattern' ? value.firstChild : value;
  // Several values: `except A, B:` of newer versions.
  const others = clause.childrenOf('value').slice(1);
  return handledBy(named === null ? [] : [named, ...others], model);
}

/** Whether a handler takes what is raised. */
export function catches(handled: Handled, raised: Raised): Catches {
  if (handled === null || handled.includes('BaseException')) return 'yes';
  if (raised === implicit) {
    if (handled.includes('Exception')) return 'yes';
    return handled.some((name) => !neverImplicit.has(name)) ? 'maybe' : 'no';
  }
  const plain = raised.startsWith(soft) ? raised.slice(soft.length) : raised;
  if (plain === unknownRaised) return 'maybe';
  const line = plain.split('<');
  if (line.some((name) => handled.includes(name))) return 'yes';
  if (line.at(-1) === 'BaseException') return handled.includes(unknownRaised) ? 'maybe' : 'no';
  return handled.includes('Exception') ? 'yes' : 'maybe';
}

function lineageOf(named: SyntaxNode, model: PackageModel): Raised | null {
  const { entities, certain } = model.resolver.resolve(named);
  const entity = certain ? entities[0] : undefined;
  if (entity?.kind === 'external') {
    const name = entity.name.replace(/^builtins\./, '');
    return builtinException(name);
  }
  if (entity?.kind !== 'class') return null;
  const line: string[] = [];
  for (const each of model.resolver.lineages.of(entity.class)) {
    if (each === null) continue;
    line.push(`${each.module.path}:${each.qualifiedName}`);
    for (const base of each.bases) {
      const name = model.resolver.externalName(base);
      if (name !== null) line.push(...builtinException(name.replace(/^builtins\./, '')).split('<'));
    }
  }
  return line.join('<');
}

function canonical(name: string): string {
  return name === 'IOError' || name === 'EnvironmentError' ? 'OSError' : name;
}

function childrenOf(parent: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names
      .join(' ')
      .split(' ')
      .map((name) => [name, parent]),
  );
}
