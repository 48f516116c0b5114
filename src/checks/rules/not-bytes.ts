import type { SyntaxNode } from '../model/syntax-tree.ts';

/** What a literal is, in words, unless it is bytes or no literal. */
export function notBytes(expression: SyntaxNode): string | null {
  const node = expression.unparenthesized;
  switch (node.kind) {
    case 'string':
      return isBytes(node) ? null : 'text';
    case 'concatenated_string':
      return node.children.every(isBytes) ? null : 'text';
    case 'integer':
    case 'float':
      return 'a number';
    case 'unary_operator': {
      const argument = node.child('argument');
      return argument === null || notBytes(argument) !== 'a number' ? null : 'a number';
    }
    case 'true':
    case 'false':
      return `\`${node.text}\``;
    case 'none':
      return 'None';
    case 'ellipsis':
      return '`...`';
    case 'list':
    case 'list_comprehension':
      return 'a list';
    case 'tuple':
    case 'expression_list':
      return 'a tuple';
    case 'set':
    case 'set_comprehension':
      return 'a set';
    case 'dictionary':
    case 'dictionary_comprehension':
      return 'a dictionary';
    case 'generator_expression':
      return 'a generator expression';
    case 'lambda':
      return 'a lambda';
    case 'comparison_operator':
      // Comparing arrays gives an array; only membership and identity always give a bool.
      return node.children.some((child) => isMembership(child.kind)) ? 'True or False' : null;
    case 'not_operator':
      return 'True or False';
    case 'conditional_expression': {
      const [yes, , no] = node.children;
      if (yes === undefined || no === undefined || notBytes(no) === null) return null;
      return notBytes(yes);
    }
    case 'binary_operator':
      return notBytesOperation(node);
    default:
      return null;
  }
}

/** `"…" % x`, `"…" + x`, `"-" * 10`: text whatever the other side is. */
function notBytesOperation(node: SyntaxNode): string | null {
  const left = node.child('left');
  const operator = node.child('operator')?.text ?? '';
  if (left === null || !['%', '+', '*'].includes(operator)) return null;
  const given = notBytes(left);
  return given === 'text' && (operator !== '*' || node.child('right')?.kind === 'integer') ? given : null;
}

/** What `yield from` of a literal hands out. */
export function notBytesFrom(node: SyntaxNode): string | null {
  switch (node.kind) {
    case 'string':
    case 'concatenated_string':
      if (notBytes(node) === 'text') return node.text.length > 2 ? 'pieces of text' : null;
      return node.text.length > 3 ? 'numbers (bytes one by one)' : null;
    case 'list':
    case 'tuple':
    case 'set': {
      const faults = node.children.map(notBytes).filter((fault) => fault !== null);
      return faults[0] ?? null;
    }
    case 'dictionary': {
      const keys = node.children.flatMap((pair) => pair.child('key') ?? []);
      return keys.map(notBytes).find((fault) => fault !== null) ?? null;
    }
    case 'list_comprehension':
    case 'generator_expression':
    case 'set_comprehension': {
      const body = node.child('body');
      return body === null ? null : notBytes(body);
    }
    case 'call': {
      const callee = node.child('function');
      return callee?.kind === 'identifier' && callee.text === 'range' ? 'numbers' : null;
    }
    default:
      return null;
  }
}

function isBytes(node: SyntaxNode): boolean {
  return /^[rR]?[bB]/.test(node.text);
}

function isMembership(operator: string): boolean {
  return ['in', 'not in', 'is', 'is not'].includes(operator);
}
