import type { AnalysedPackage } from '../analysed-package.ts';
import type { FunctionDefinition, Scope } from '../model/definitions.ts';
import type { SyntaxNode } from '../model/syntax-tree.ts';
import type { BytesValues } from './files/bytes-values.ts';

const plainParts = new Set([
  'identifier',
  'integer',
  'float',
  'string',
  'true',
  'false',
  'none',
  'comparison_operator',
  'boolean_operator',
  'not_operator',
  'parenthesized_expression',
  'binary_operator',
  'unary_operator',
]);
/** Functions that only read the value they are given. */
const readers = new Set(
  'abs bool bytes float hash int isinstance len list max min print range repr set sorted str sum tuple type'
    .split(' ')
    .map((name) => `builtins.${name}`),
);

/** Readers that give what can be changed: a new collection, or whatever the one they were given holds. */
const givingMutable = new Set(
  ['list', 'max', 'min', 'set', 'sorted', 'sum'].map((name) => `builtins.${name}`),
);
/** Methods and attributes that change nothing. */
const harmless = new Set(
  'copy count decode dtype encode endswith find get hex index items join keys lower lstrip ndim replace rfind rstrip shape size split splitlines startswith strip tobytes upper values'.split(
    ' ',
  ),
);

/**
 * The names that the condition of a `while` depends on, when nothing in the loop can change what they stand for;
 * null when something may. Warnings hang on it, so a doubt is a null.
 */
export function unchangedNames(
  loop: SyntaxNode,
  definition: FunctionDefinition,
  model: AnalysedPackage,
  bytes: BytesValues,
): readonly string[] | null {
  const condition = loop.child('condition');
  if (condition === null) return null;
  const names = namesIn(condition, model);
  if (names === null || names.length === 0) return null;
  const distinct = [...new Map(names.map((name) => [name.text, name])).values()];
  return distinct.every((name) => !mayChange(name, loop, condition, definition, model, bytes))
    ? distinct.map((name) => name.text)
    : null;
}

/** The names of a condition made of names, literals and operators; null where there is more to it. */
function namesIn(condition: SyntaxNode, model: AnalysedPackage): SyntaxNode[] | null {
  const names: SyntaxNode[] = [];
  const pending = [condition];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.field === 'operator' || node.field === 'operators') continue;
    const isRead = node.kind === 'call' && readers.has(calleeName(node, model) ?? '');
    if (isRead) pending.push(...(node.child('arguments')?.children ?? []));
    else if (!plainParts.has(node.kind)) return null;
    else if (node.kind === 'identifier') names.push(node);
    else pending.push(...node.children);
  }
  return names;
}

function mayChange(
  name: SyntaxNode,
  loop: SyntaxNode,
  condition: SyntaxNode,
  definition: FunctionDefinition,
  model: AnalysedPackage,
  bytes: BytesValues,
): boolean {
  const scope = scopeOf(name, definition.module.scopeAt(name));
  if (scope === null) return true;
  const bindings = scope.bindings.get(name.text) ?? [];
  const { module } = definition;
  if (
    bindings.some(
      (each) =>
        loop.contains(each.node) || (module.scopeAt(each.node) !== scope && each.kind !== 'parameter'),
    )
  ) {
    return true;
  }
  // A name of a module can be changed by whatever the loop calls.
  if (scope.kind === 'module' && bindings.length !== 1) return true;
  const isFixed =
    bindings.length > 0 &&
    bindings.every(
      ({ kind, value }) =>
        value !== null &&
        (isImmutable(value.unparenthesized, model) || (kind === 'assignment' && bytes.isBytes(value))),
    );
  if (isFixed || isComparedWithNumber(name, condition, model)) return false;
  return [...scope.node.descendants()].some(
    (node) => node.kind === 'identifier' && node.text === name.text && mayMutate(node, model),
  );
}

/** The function's or the module's scope in which a name is bound; null for other places. */
function scopeOf(name: SyntaxNode, from: Scope): Scope | null {
  if (from.kind !== 'function' && from.kind !== 'module') return null;
  if (from.globals.has(name.text) || from.nonlocals.has(name.text)) return null;
  if (from.bindings.has(name.text)) return from;
  let scope: Scope | null = from;
  while (scope.parent !== null) {
    scope = scope.parent;
    if (scope.kind === 'function' && scope.bindings.has(name.text)) return null;
  }
  return scope.bindings.has(name.text) ? scope : null;
}

function isImmutable(value: SyntaxNode, model: AnalysedPackage): boolean {
  if (
    ['integer', 'float', 'string', 'true', 'false', 'none', 'comparison_operator', 'not_operator'].includes(
      value.kind,
    )
  ) {
    return true;
  }
  if (value.kind === 'unary_operator') return true;
  if (value.kind !== 'call') return false;
  const callee = calleeName(value, model) ?? '';
  return readers.has(callee) && !givingMutable.has(callee);
}

/** `n < 10`: `n` is a number, and numbers do not change by being passed around. */
function isComparedWithNumber(name: SyntaxNode, condition: SyntaxNode, model: AnalysedPackage): boolean {
  return [condition, ...condition.descendants()].some((node) => {
    if (node.kind !== 'comparison_operator') return false;
    if (node.childrenOf('operators').some((operator) => /\bin$/.test(operator.text))) return false;
    const operands = node.children.filter((child) => child.field !== 'operators');
    if (!operands.some((operand) => operand.kind === 'identifier' && operand.text === name.text))
      return false;
    return operands.some(
      (operand) =>
        ['integer', 'float', 'binary_operator'].includes(operand.kind) || isImmutable(operand, model),
    );
  });
}

/** Whether a use of a name may change the object, or hand it to something that may. */
function mayMutate(use: SyntaxNode, model: AnalysedPackage): boolean {
  let node = use;
  let user = use.parent;
  while (user?.kind === 'parenthesized_expression') {
    node = user;
    user = user.parent;
  }
  switch (user?.kind) {
    case 'comparison_operator':
    case 'boolean_operator':
    case 'binary_operator':
    case 'not_operator':
    case 'if_statement':
    case 'elif_clause':
    case 'while_statement':
    case 'for_statement':
    case 'for_in_clause':
    case 'interpolation':
    case 'return_statement':
    case 'parameters':
    case 'slice':
    case 'as_pattern_target':
      return false;
    case 'subscript':
      // As an index it is only read.
      return (
        node.field !== 'subscript' && (user.field === 'left' || user.parent?.kind === 'delete_statement')
      );
    case 'attribute':
      return !harmless.has(user.child('attribute')?.text ?? '');
    case 'assignment':
      return node.field === 'right';
    case 'default_parameter':
    case 'typed_default_parameter':
    case 'typed_parameter':
      return node.field === 'value';
    case 'argument_list':
      return !readers.has(user.parent === null ? '' : (calleeName(user.parent, model) ?? ''));
    default:
      return true;
  }
}

function calleeName(call: SyntaxNode, model: AnalysedPackage): string | null {
  const callee = call.child('function');
  return callee === null ? null : model.resolver.externalName(callee);
}
