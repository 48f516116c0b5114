import type { AnalysedPackage } from '../../analysed-package.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';

/** What joins its arguments into a path, or gives its one argument as a path. */
const joiners: ReadonlySet<string> = new Set(
  'os.path.join posixpath.join pathlib.Path pathlib.PurePath pathlib.PosixPath os.fspath builtins.str os.path.abspath'.split(
    ' ',
  ),
);
const deepest = 12;
/** Expressions that one path is made of, those that names stand for included, and characters of each literal. */
const mostParts = 100;
const longestLiteral = 4096;

/** What a name stands for that is given nothing here, such as a parameter; null where that is not known. */
export type StandsFor = (name: SyntaxNode) => string | null;

const nothing: StandsFor = () => null;

/**
 * The path that an expression certainly is, as written: a literal, a name that is given one once, and what
 * `os.path.join`, `Path`, `/`, `+`, `%` and formatted texts make of such. Escapes are left as they stand. Null where
 * any of it is worked out.
 */
export function constantPath(
  model: AnalysedPackage,
  expression: SyntaxNode,
  standsFor: StandsFor = nothing,
): string | null {
  return new ConstantPath(model, standsFor).of(expression, 0);
}

class ConstantPath {
  #parts = 0;
  readonly #model: AnalysedPackage;
  readonly #standsFor: StandsFor;

  constructor(model: AnalysedPackage, standsFor: StandsFor) {
    this.#model = model;
    this.#standsFor = standsFor;
  }

  of(expression: SyntaxNode, depth: number): string | null {
    if (depth > deepest || this.#parts >= mostParts) return null;
    this.#parts += 1;
    const node = expression.unparenthesized;
    const inner = (each: SyntaxNode) => this.of(each, depth + 1);
    switch (node.kind) {
      case 'string':
        return literalText(node) ?? formatted(node, inner);
      case 'concatenated_string':
        return joined(node.children, inner, '');
      case 'identifier': {
        const [binding, ...others] = this.#model.resolver.bindingsOf(node);
        if (binding === undefined || others.length > 0 || binding.fromElsewhere) return null;
        if (binding.kind === 'parameter') return this.#standsFor(binding.node);
        return binding.kind === 'assignment' && binding.value !== null ? inner(binding.value) : null;
      }
      case 'binary_operator': {
        const left = node.child('left');
        const right = node.child('right');
        const operator = node.child('operator')?.text;
        if (left === null || right === null) return null;
        if (operator === '%') return filledIn(left, /%s/, valuesOf(right), inner);
        if (operator !== '/' && operator !== '+') return null;
        return joined([left, right], inner, operator === '/' ? '/' : '');
      }
      case 'call': {
        const callee = node.child('function');
        const given = node.child('arguments')?.children ?? [];
        const text = callee?.kind === 'attribute' ? callee.child('object')!.unparenthesized : null;
        if (text?.kind === 'string' && callee!.child('attribute')?.text === 'format')
          return filledIn(text, /\{\}/, given, inner);
        const name = callee === null ? null : this.#model.resolver.externalName(callee);
        return name !== null && joiners.has(name) && given.length > 0 ? joined(given, inner, '/') : null;
      }
      default:
        return null;
    }
  }
}

type Inner = (part: SyntaxNode) => string | null;

/** The text of a string literal without its quotes; null where it has bytes or names in it. */
function literalText(node: SyntaxNode): string | null {
  const literal = literalOf(node);
  return literal === null || (literal.isFormatted && /[{}]/.test(literal.text)) ? null : literal.text;
}

function literalOf(node: SyntaxNode): { readonly text: string; readonly isFormatted: boolean } | null {
  if (node.kind !== 'string' || node.end - node.start > longestLiteral) return null;
  const match = /^([rRuU]?|[rR]?[fF]|[fF][rR])("""|'''|"|')([\s\S]*)\2$/.exec(node.text);
  return match === null ? null : { text: match[3]!, isFormatted: /[fF]/.test(match[1]!) };
}

/** `f"{name}.txt"`, where nothing says how to show the names. */
function formatted(node: SyntaxNode, inner: Inner): string | null {
  const literal = literalOf(node);
  if (literal === null || !literal.isFormatted) return null;
  let at = node.start + node.text.indexOf(literal.text);
  const end = at + literal.text.length;
  let path = '';
  for (const part of [...node.children, null]) {
    const text = node.tree.text.slice(at, part?.start ?? end);
    if (/[{}]/.test(text)) return null;
    path += text;
    if (part === null) break;
    const [value, ...more] = part.children;
    const shown =
      value === undefined || more.length > 0 || /[=!]\s*\}$/.test(part.text) ? null : inner(value);
    if (shown === null) return null;
    path += shown;
    at = part.end;
  }
  return path;
}

/** `"%s.txt" % name` and `"{}.txt".format(name)`: each mark stands for one value. */
function filledIn(
  template: SyntaxNode,
  mark: RegExp,
  values: readonly SyntaxNode[],
  inner: Inner,
): string | null {
  const [first, ...others] = (literalText(template) ?? '').split(mark);
  if (others.length === 0 || others.length !== values.length) return null;
  if ([first!, ...others].some((part) => /[%{}]/.test(part))) return null;
  const shown = values.map(inner);
  return shown.includes(null) ? null : first! + others.map((part, index) => shown[index]! + part).join('');
}

function valuesOf(node: SyntaxNode): readonly SyntaxNode[] {
  const value = node.unparenthesized;
  return value.kind === 'tuple' ? value.children : [value];
}

function joined(parts: readonly SyntaxNode[], inner: Inner, separator: string): string | null {
  const texts: string[] = [];
  for (const part of parts) {
    const text = inner(part);
    if (text === null) return null;
    texts.push(text);
  }
  // A part that begins at the root takes the place of those before it.
  const first = separator === '/' ? texts.findLastIndex((text) => text.startsWith('/')) : 0;
  return texts
    .slice(Math.max(0, first))
    .join(separator)
    .replace(/\/{2,}/g, '/');
}
