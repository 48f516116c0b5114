import type { SyntaxNode } from '../model/syntax-tree.ts';

/** What may stand between a statement and its running: a condition that is false in the sandbox, or may be. */
export type Guard =
  /** Never true when the package's functions are called: `if __name__ == "__main__":`, `if TYPE_CHECKING:`. */
  | 'never-runs'
  /** Depends on the Python version, the platform or on what is installed. */
  | 'depends';

const ownRun = /^\(*(?:__name__\s*==\s*['"]__main__['"]|['"]__main__['"]\s*==\s*__name__)\)*$/;
const never =
  /^\(*(?:__name__\s*==\s*['"]__main__['"]|['"]__main__['"]\s*==\s*__name__|(?:\w+\.)*TYPE_CHECKING|False|0)\)*$/;
const depends =
  /\b(?:TYPE_CHECKING|__name__|version_info|hexversion|python_version|PY2|PY3|PY\d+|platform|os\.name|find_spec|False)\b|\b(?:globals|locals|vars|dir)\(\)/;

/** The strongest guard of the `if`s and conditional expressions around a node, looked for below `end`. */
export function guardOf(node: SyntaxNode, end: SyntaxNode | null = null): Guard | null {
  let found: Guard | null = null;
  let below = node;
  for (let at = node.parent; at !== null && at.index !== end?.index; below = at, at = at.parent) {
    if (at.kind === 'if_statement') {
      if (below.field === 'condition') continue;
      if (below.field === 'consequence') {
        if (isNever(at)) return 'never-runs';
        if (conditionText(at).match(depends)) found = 'depends';
      } else if (chainConditions(at, below).some((condition) => depends.test(condition))) found = 'depends';
    } else if (at.kind === 'conditional_expression') {
      const [, condition, otherwise] = at.children;
      if (condition?.kind === 'false' && otherwise?.index === below.index) continue;
      if (condition !== undefined && condition.index !== below.index && depends.test(condition.text)) {
        found = 'depends';
      }
    }
  }
  return found;
}

/** The `if __name__ == "__main__":` in whose first branch a node is. */
export function ownRunAround(node: SyntaxNode): SyntaxNode | null {
  let below = node;
  for (let at = node.parent; at !== null; below = at, at = at.parent) {
    if (at.kind === 'if_statement' && below.field === 'consequence' && ownRun.test(conditionText(at)))
      return at;
  }
  return null;
}

function isNever(statement: SyntaxNode): boolean {
  return never.test(conditionText(statement));
}

function conditionText(statement: SyntaxNode): string {
  return statement.child('condition')?.text ?? '';
}

/** The conditions that decide whether an `elif` or `else` branch is taken. */
function chainConditions(statement: SyntaxNode, branch: SyntaxNode): string[] {
  const earlier = statement.childrenOf('alternative').filter((each) => each.index <= branch.index);
  return [statement, ...earlier].map(conditionText);
}

/** The `except` clauses that see what is raised at a node: those of every `try` whose body holds it. */
export function* handlersAround(node: SyntaxNode): Iterable<SyntaxNode> {
  let below = node;
  for (let at = node.parent; at !== null; below = at, at = at.parent) {
    if (at.kind === 'function_definition' || at.kind === 'lambda') return;
    if (at.kind !== 'try_statement' || below.field !== 'body') continue;
    for (const child of at.children) if (child.kind === 'except_clause') yield child;
  }
}

/** Whether a handler catches an exception: its name is listed, or it catches everything. */
export function catches(handler: SyntaxNode, names: readonly string[]): boolean {
  const value = handler.child('value');
  if (value === null) return true;
  const caught = value.text.replace(/\sas\s+\w+$/, '').match(/[\w.]+/g) ?? [];
  return caught.some((name) => names.includes(name.split('.').at(-1)!));
}
