import type { AnalysedPackage } from '../../analysed-package.ts';
import type { Binding, FunctionDefinition } from '../../model/definitions.ts';
import { lookUp } from '../../model/look-up.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';

const unchanging: ReadonlySet<string> = new Set([
  ...['integer', 'float', 'string', 'concatenated_string', 'true', 'false', 'none', 'unary_operator'],
  ...['binary_operator', 'tuple', 'lambda'],
]);
/** Calls of these give what is not changed by use. */
const makersOfConstants: ReadonlySet<string> = new Set(
  're.compile struct.Struct pathlib.Path os.path.join numpy.dtype builtins.frozenset builtins.tuple builtins.bytes'.split(
    ' ',
  ),
);

/**
 * Whether what a function does may depend on what an earlier call left behind: a variable of its module that is more
 * than a constant, an attribute, a parameter beyond the two that a merger is given, a class of the package. In doubt
 * it does.
 */
export function keepsState(
  model: AnalysedPackage,
  definition: FunctionDefinition,
  asked: Set<FunctionDefinition> = new Set(),
): boolean {
  if (asked.has(definition)) return false;
  asked.add(definition);
  if (definition.decorators.length > 0 || definition.parameters.some((each) => each.default !== null))
    return true;
  for (const node of definition.body.descendants()) {
    if (node.kind !== 'identifier' || !isUse(node)) continue;
    if (nameKeepsState(model, node, asked)) return true;
  }
  return false;
}

function isUse(node: SyntaxNode): boolean {
  return !(
    (node.parent?.kind === 'attribute' && node.field === 'attribute') ||
    (node.parent?.kind === 'keyword_argument' && node.field === 'name')
  );
}

function nameKeepsState(model: AnalysedPackage, node: SyntaxNode, asked: Set<FunctionDefinition>): boolean {
  const found = lookUp(model.resolver.moduleOf(node).scopeAt(node), node.text);
  if (found === null || found.scope.kind !== 'module') return false;
  const bindings = found.scope.bindings.get(node.text) ?? [];
  const [binding] = bindings;
  if (binding === undefined || bindings.length !== 1) return true;
  if (binding.import !== null) return importKeepsState(model, node, asked);
  if (binding.function !== null)
    return node.parent?.kind === 'attribute' || keepsState(model, binding.function, asked);
  return !isConstant(model, binding);
}

/** A name from elsewhere: functions of the package are looked into, its other things are taken to keep something. */
function importKeepsState(model: AnalysedPackage, node: SyntaxNode, asked: Set<FunctionDefinition>): boolean {
  let whole = node;
  while (whole.parent?.kind === 'attribute' && whole.field === 'object') {
    const [entity] = model.resolver.resolve(whole).entities;
    if (entity?.kind !== 'module') break;
    whole = whole.parent;
  }
  const { entities, certain } = model.resolver.resolve(whole);
  const [entity] = entities;
  if (!certain || entity === undefined) return true;
  if (entity.kind === 'external') return false;
  return entity.kind !== 'function' || keepsState(model, entity.function, asked);
}

function isConstant(model: AnalysedPackage, { kind, value, fromElsewhere }: Binding): boolean {
  if (kind !== 'assignment' || value === null || fromElsewhere) return false;
  const node = value.unparenthesized;
  if (unchanging.has(node.kind)) return true;
  const callee = node.kind === 'call' ? node.child('function') : null;
  return callee !== null && makersOfConstants.has(model.resolver.externalName(callee) ?? '');
}
