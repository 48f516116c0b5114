import type { Finding } from '../../../model/finding.ts';
import { findingAt } from '../../make-finding.ts';
import type { FunctionDefinition, PythonModule } from '../../model/definitions.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';
import type { Rule } from '../../rule.ts';

/** CPython's compiler allows this many loops, `with` and `try` blocks inside one another: CO_MAXBLOCKS. */
const maxBlocks = 20;

/** BUT105 for what CPython 3.13 refuses to compile and ruff lets pass. */
export const compileErrors: Rule = {
  ids: ['BUT105'],
  *check({ modules }): Iterable<Finding> {
    for (const module of modules.values()) {
      const { tree } = module;
      for (let index = 1; index < tree.size; index++) {
        switch (tree.kindOf(index)) {
          case 'return_statement':
          case 'break_statement':
          case 'continue_statement':
            yield* leavingGroupHandler(module, tree.node(index));
            break;
          case 'list_splat':
            yield* starredStatement(module, tree.node(index));
            break;
          case 'for_statement':
          case 'while_statement':
          case 'with_statement':
          case 'try_statement':
            yield* nestedBlocks(module, tree.node(index));
        }
      }
      for (const definition of module.functions) {
        yield* returningGenerator(module, definition);
        yield* lateNonlocal(module, definition);
      }
    }
  },
};

/** `return`, and `break` and `continue` of a loop outside, may not leave an `except*` block. */
function* leavingGroupHandler(module: PythonModule, node: SyntaxNode): Iterable<Finding> {
  for (let at = node.parent; at !== null; at = at.parent) {
    if (at.kind === 'function_definition' || at.kind === 'class_definition') return;
    const isLoop = at.kind === 'for_statement' || at.kind === 'while_statement';
    if (isLoop && node.kind !== 'return_statement') return;
    if (at.kind !== 'except_clause' || !/^except\s*\*/.test(at.text.slice(0, 40))) continue;
    const word = node.kind.replace('_statement', '');
    yield findingAt('BUT105', module.path, node, `\`${word}\` cannot leave an \`except*\` block.`, {
      help: 'Note the outcome in a variable and act on it after the block.',
    });
    return;
  }
}

/** `*names` as a statement of its own. */
function* starredStatement(module: PythonModule, node: SyntaxNode): Iterable<Finding> {
  if (node.parent?.kind !== 'expression_statement' || node.parent.children.length > 1) return;
  if (/,\s*$/.test(node.parent.text)) return;
  yield findingAt('BUT105', module.path, node, 'A starred expression cannot stand here.');
}

function* nestedBlocks(module: PythonModule, node: SyntaxNode): Iterable<Finding> {
  let depth = 0;
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
    if (at.kind === 'function_definition' || at.kind === 'class_definition') break;
    if (/^(for|while|with|try)_statement$/.test(at.kind)) depth++;
  }
  if (depth !== maxBlocks + 1) return;
  const message = `More than ${maxBlocks} loops, \`with\` and \`try\` blocks are nested in one function.`;
  yield findingAt('BUT105', module.path, node, message, { help: 'Move the inner blocks into a function.' });
}

/** `return value` in an `async def` that yields. */
function* returningGenerator(module: PythonModule, definition: FunctionDefinition): Iterable<Finding> {
  if (!definition.isAsync || definition.yields.length === 0) return;
  for (const node of definition.body.descendants()) {
    if (node.kind !== 'return_statement' || node.firstChild === null) continue;
    if (module.functionAt(node) !== definition) continue;
    yield findingAt('BUT105', module.path, node, 'An async generator cannot return a value.');
  }
}

/** A name that is used in the function before `nonlocal` declares it. */
function* lateNonlocal(module: PythonModule, definition: FunctionDefinition): Iterable<Finding> {
  if (definition.scope.nonlocals.size === 0) return;
  const used = new Set<string>();
  for (const node of definition.body.descendants()) {
    if (module.functionAt(node) !== definition) continue;
    if (node.kind === 'nonlocal_statement') {
      for (const name of node.children) {
        if (!used.has(name.text)) continue;
        const message = `\`${name.text}\` is used before it is declared \`nonlocal\`.`;
        yield findingAt('BUT105', module.path, node, message, {
          help: 'Move the declaration to the beginning of the function.',
        });
      }
    } else if (node.kind === 'identifier' && isName(node) && node.parent?.kind !== 'nonlocal_statement') {
      used.add(node.text);
    }
  }
}

/** Whether an identifier is a name in its scope, not an attribute or a keyword of a call. */
function isName(node: SyntaxNode): boolean {
  if (node.parent?.kind === 'attribute') return node.field === 'object';
  return !(node.parent?.kind === 'keyword_argument' && node.field === 'name');
}
