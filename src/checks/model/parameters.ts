import type { Parameter } from './definitions.ts';
import type { SyntaxNode } from './syntax-tree.ts';

/** Reads a `parameters` or `lambda_parameters` node. */
export function readParameters(list: SyntaxNode): Parameter[] {
  const found: Parameter[] = [];
  let afterStar = false;
  for (const node of list.children) {
    if (node.kind === 'positional_separator') {
      for (const [index, earlier] of found.entries()) found[index] = { ...earlier, kind: 'positional-only' };
      continue;
    }
    if (node.kind === 'keyword_separator') {
      afterStar = true;
      continue;
    }
    const nameNode = nameOf(node);
    if (nameNode === null) continue;
    const splat = splatOf(node);
    if (splat === 'list_splat_pattern') afterStar = true;
    found.push({
      name: nameNode.text,
      kind: kindOf(splat, afterStar),
      default: node.child('value'),
      annotation: node.child('type'),
      node: nameNode,
    });
  }
  return found;
}

function kindOf(splat: string | null, afterStar: boolean): Parameter['kind'] {
  if (splat === 'list_splat_pattern') return 'arguments';
  if (splat === 'dictionary_splat_pattern') return 'keywords';
  return afterStar ? 'keyword-only' : 'plain';
}

function nameOf(parameter: SyntaxNode): SyntaxNode | null {
  if (parameter.kind === 'identifier') return parameter;
  const name = parameter.child('name') ?? parameter.firstChild;
  if (name === null || name.kind === 'identifier') return name;
  return name.childOfKind('identifier');
}

function splatOf(parameter: SyntaxNode): string {
  return parameter.kind === 'typed_parameter' ? (parameter.firstChild?.kind ?? '') : parameter.kind;
}
