import type { AnalysedPackage } from '../../analysed-package.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';

/** What joins its arguments into a path, or gives its one argument as a path. */
const joiners: ReadonlySet<string> = new Set(
  'os.path.join posixpath.join pathlib.Path pathlib.PurePath pathlib.PosixPath os.fspath builtins.str os.path.abspath'.split(
    ' ',
  ),
);
const deepest = 12;

/**
 * The path that an expression certainly is, as written: a literal, a name that is given one once, and what
 * `os.path.join`, `Path` and `/` make of such. Escapes are left as they stand. Null where any of it is worked out.
 */
export function constantPath(model: AnalysedPackage, expression: SyntaxNode, depth = 0): string | null {
  const node = expression.unparenthesized;
  const inner = (each: SyntaxNode) => constantPath(model, each, depth + 1);
  if (depth > deepest) return null;
  switch (node.kind) {
    case 'string':
      return literalText(node);
    case 'concatenated_string':
      return joined(node.children.map(literalText), '');
    case 'identifier': {
      const [binding, ...others] = model.resolver.bindingsOf(node);
      const value = binding?.kind === 'assignment' && !binding.fromElsewhere ? binding.value : null;
      return value === null || others.length > 0 ? null : inner(value);
    }
    case 'binary_operator': {
      const left = node.child('left');
      const right = node.child('right');
      const operator = node.child('operator')?.text;
      if (left === null || right === null || (operator !== '/' && operator !== '+')) return null;
      return joined([inner(left), inner(right)], operator === '/' ? '/' : '');
    }
    case 'call': {
      const callee = node.child('function');
      const name = callee === null ? null : model.resolver.externalName(callee);
      const given = node.child('arguments')?.children ?? [];
      return name !== null && joiners.has(name) && given.length > 0 ? joined(given.map(inner), '/') : null;
    }
    default:
      return null;
  }
}

/** The text of a string literal without its quotes; null where it has bytes or names in it. */
export function literalText(node: SyntaxNode): string | null {
  const match = /^([rRuU]?|[rR]?[fF]|[fF][rR])("""|'''|"|')([\s\S]*)\2$/.exec(node.text);
  if (match === null || node.kind !== 'string') return null;
  const [, prefix, , text] = match;
  return /[fF]/.test(prefix!) && /[{}]/.test(text!) ? null : text!;
}

function joined(parts: readonly (string | null)[], separator: string): string | null {
  if (parts.some((part) => part === null)) return null;
  // A part that begins at the root takes the place of those before it.
  const first = separator === '/' ? parts.findLastIndex((part) => part!.startsWith('/')) : 0;
  return parts
    .slice(Math.max(0, first))
    .join(separator)
    .replace(/\/{2,}/g, '/');
}
