import type { ImportedName, PythonModule } from '../model/definitions.ts';
import type { SyntaxNode } from '../model/syntax-tree.ts';
import { catches, guardOf, handlersAround } from './guards.ts';

/** What is raised where an import finds nothing, by the names under which handlers catch it. */
export const importErrors: readonly string[] = [
  'ImportError',
  'ModuleNotFoundError',
  'Exception',
  'BaseException',
];

/** Top-level modules whose import is tried in the file, with the node after which it has been. */
export function triedModules(module: PythonModule): ReadonlyMap<string, number> {
  const tried = new Map<string, number>();
  for (const { module: name, level, statement } of module.imports) {
    const top = name.split('.')[0]!;
    if (level > 0 || tried.has(top)) continue;
    const isCaught = [...handlersAround(statement)].some((handler) => catches(handler, importErrors));
    if (isCaught) tried.set(top, statement.index);
  }
  return tried;
}

/**
 * Once an import has been tried, a later one of the same module is taken to depend on how that went; one in a function
 * may always be later.
 */
export function isTriedBefore(
  { module, level, statement }: ImportedName,
  tried: ReadonlyMap<string, number>,
): boolean {
  const at = tried.get(module.split('.')[0]!);
  if (level > 0 || at === undefined) return false;
  return at < statement.index || statement.ancestor('function_definition') !== null;
}

/** Under a condition that the sandbox may not meet, or where failing to import is caught. */
export function isGuarded(node: SyntaxNode): boolean {
  if (guardOf(node) !== null) return true;
  for (const handler of handlersAround(node)) if (catches(handler, importErrors)) return true;
  for (let at = node.parent; at !== null; at = at.parent) {
    // The fallback of an import that may well succeed.
    if (at.kind === 'except_clause' && catches(at, importErrors)) return true;
    if (at.kind === 'with_statement' && suppresses(headOf(at))) return true;
  }
  return false;
}

/** Whether the head of a `with` suppresses errors of imports. */
function suppresses(head: string): boolean {
  const at = /\bsuppress\(/.exec(head)?.index;
  return at !== undefined && /ImportError|ModuleNotFoundError|Exception/.test(head.slice(at));
}

function headOf(statement: SyntaxNode): string {
  return statement.childOfKind('with_clause')?.text ?? '';
}
