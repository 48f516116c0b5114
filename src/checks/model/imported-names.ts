import type { ImportedName } from './definitions.ts';
import type { SyntaxNode } from './syntax-tree.ts';

/** The names that an import statement binds. */
export function importedNames(statement: SyntaxNode): ImportedName[] {
  const from = statement.kind === 'import_statement' ? null : fromModule(statement);
  const found: ImportedName[] = statement.childrenOf('name').flatMap((node) => {
    const dotted = compact((node.kind === 'aliased_import' ? node.child('name') : node) ?? node);
    const alias = node.kind === 'aliased_import' ? (node.child('alias')?.text ?? null) : null;
    const shared = { hasAlias: alias !== null, statement, node };
    return from === null
      ? { module: dotted, level: 0, name: null, boundName: alias ?? dotted.split('.')[0]!, ...shared }
      : { ...from, name: dotted, boundName: alias ?? dotted, ...shared };
  });
  const star = statement.childOfKind('wildcard_import');
  if (from !== null && star !== null) {
    found.push({ ...from, name: '*', boundName: '*', hasAlias: false, statement, node: star });
  }
  return found;
}

function fromModule(statement: SyntaxNode): { module: string; level: number } {
  if (statement.kind === 'future_import_statement') return { module: '__future__', level: 0 };
  const text = compact(statement.child('module_name') ?? statement);
  const level = /^\.*/.exec(text)![0].length;
  return { module: text.slice(level), level };
}

/** `a . b` and a name over several lines are legal. */
function compact(node: SyntaxNode): string {
  return node.text.replace(/[\s\\]+/g, '');
}
