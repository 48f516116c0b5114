import type { SyntaxNode, SyntaxTree } from './syntax-tree.ts';

const containers = new Set([
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'list_splat_pattern',
  'as_pattern_target',
  'delete_statement',
  'expression_list',
  'tuple',
  'list',
  'list_splat',
  'parenthesized_expression',
  'type',
]);

/** The names that a node other than a definition, import or assignment binds by itself, if it is such a node. */
export function bindPattern(tree: SyntaxTree, index: number): SyntaxNode[] {
  switch (tree.kindOf(index)) {
    case 'for_statement':
    case 'for_in_clause':
    case 'augmented_assignment':
    case 'type_alias_statement': {
      const left = tree.node(index).child('left');
      return left === null ? [] : patternNames(left);
    }
    case 'as_pattern_target':
    case 'delete_statement':
      return patternNames(tree.node(index));
    case 'except_clause': {
      const alias = tree.node(index).child('alias');
      return alias === null ? [] : patternNames(alias);
    }
    case 'as_pattern': {
      // In a `case` the alias is a bare name; elsewhere it is an as_pattern_target.
      const last = tree.node(index).children.at(-1);
      return last?.kind === 'identifier' && last.field === null && inCase(last) ? [last] : [];
    }
    case 'splat_pattern': {
      const name = tree.node(index).childOfKind('identifier');
      return name === null ? [] : [name];
    }
    case 'case_pattern': {
      const capture = tree.node(index).firstChild;
      return capture?.kind === 'dotted_name' ? captured(capture) : [];
    }
    case 'union_pattern':
      return tree.node(index).children.flatMap((part) => (part.kind === 'dotted_name' ? captured(part) : []));
    case 'keyword_pattern': {
      const value = tree.node(index).children[1];
      return value?.kind === 'dotted_name' ? captured(value) : [];
    }
    default:
      return [];
  }
}

/** The plain names in an assignment target: not `a.b`, not `a[b]`. */
export function patternNames(pattern: SyntaxNode): SyntaxNode[] {
  const names: SyntaxNode[] = [];
  const pending = [pattern];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.kind === 'identifier') names.push(node);
    else if (containers.has(node.kind)) pending.push(...node.children.toReversed());
  }
  return names;
}

function captured(dottedName: SyntaxNode): SyntaxNode[] {
  const parts = dottedName.children;
  return parts.length === 1 ? parts : [];
}

function inCase(node: SyntaxNode): boolean {
  return (
    node.parent?.parent?.kind === 'case_pattern' ||
    node.ancestor('case_pattern', 'block')?.kind === 'case_pattern'
  );
}
