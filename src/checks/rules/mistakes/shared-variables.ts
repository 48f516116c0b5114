import type { Finding } from '../../../model/finding.ts';
import { type EntryRole, entryFiles } from '../../../model/package-source.ts';
import type { AnalysedPackage } from '../../analysed-package.ts';
import { guardOf } from '../../flow/guards.ts';
import { findingAt } from '../../make-finding.ts';
import type { FunctionDefinition, PythonModule } from '../../model/definitions.ts';
import { lookUp } from '../../model/look-up.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';
import type { Rule } from '../../rule.ts';
import { calledFrom, entryCode, topLevels } from './run-functions.ts';

const roles: readonly EntryRole[] = ['splitter', 'processor', 'merger'];
const changers: ReadonlySet<string> = new Set(
  `add append appendleft clear difference_update discard extend insert intersection_update pop popitem popleft remove
  reverse setdefault sort update`.split(/\s+/),
);

/** A variable of a file, as used in another one. */
interface Use {
  readonly module: PythonModule;
  readonly name: string;
  readonly node: SyntaxNode;
}

/** BUT805: what one role reads and only another one, in its own process, changes. */
export const sharedVariables: Rule = {
  ids: ['BUT805'],
  *check(model): Iterable<Finding> {
    for (const role of roles) {
      const reader = model.entryModule(role);
      if (reader === null) continue;
      const seen = new Set<string>();
      for (const use of usesIn(model, reader)) {
        const name = `${use.module.path}:${use.name}`;
        if (seen.has(name)) continue;
        seen.add(name);
        const changer = onlyChanger(model, role, reader, use);
        if (changer === null) continue;
        const message = `\`${use.name}\` of ${use.module.path} is changed in the process of ${changer} alone: ${reader.path} runs in another, where it keeps its first value.`;
        yield findingAt('BUT805', reader.path, use.node, message);
      }
    }
  },
};

/** Variables of other files that a file imports, or names as `module.variable`, where it does not give them a value. */
function* usesIn(model: AnalysedPackage, reader: PythonModule): Iterable<Use> {
  const modules = new Set<PythonModule>();
  for (const { module: dotted, level, name, statement, node } of reader.imports) {
    if (guardOf(statement) === 'never-runs') continue;
    const module = model.moduleNamed(reader, dotted, level);
    if (module === null || module === 'folder' || module === reader) continue;
    modules.add(module);
    if (name !== null && isVariable(module, name)) yield { module, name, node };
  }
  if (modules.size === 0) return;
  for (const { module, name, node } of attributesOf(model, reader)) {
    const isTarget = node.field === 'left' && node.parent?.kind === 'assignment';
    if (module !== reader && !isTarget && isVariable(module, name)) yield { module, name, node };
  }
}

function* attributesOf(model: AnalysedPackage, { tree }: PythonModule): Iterable<Use> {
  for (let index = 1; index < tree.size; index++) {
    if (tree.kindOf(index) !== 'attribute') continue;
    const node = tree.node(index);
    const object = node.child('object');
    const name = node.child('attribute');
    if (object === null || name === null || guardOf(node) === 'never-runs') continue;
    const [entity] = model.resolver.resolve(object).entities;
    if (entity?.kind === 'module' && entity.module !== null)
      yield { module: entity.module, name: name.text, node };
  }
}

function isVariable(module: PythonModule, name: string): boolean {
  const bindings = module.scopes[0]!.bindings.get(name) ?? [];
  return bindings.length > 0 && bindings.every(({ kind }) => kind === 'assignment' || kind === 'other');
}

/** The file of the role that changes a variable, where the reader's own role does not; null where none does. */
function onlyChanger(model: AnalysedPackage, role: EntryRole, reader: PythonModule, use: Use): string | null {
  const changing = new Set(functionsChanging(model, use));
  if (changing.size === 0) return null;
  const own = calledFrom(model, [...topLevels(model), ...reader.functions, ...entryCode(model, role)]);
  if ([...changing].some((each) => own.has(each))) return null;
  for (const other of roles) {
    if (other === role) continue;
    const called = calledFrom(model, entryCode(model, other));
    if ([...changing].some((each) => called.has(each))) return entryFiles[model.source.layout][other];
  }
  return null;
}

function* functionsChanging(model: AnalysedPackage, { module, name }: Use): Iterable<FunctionDefinition> {
  for (const each of module.scopes[0]!.bindings.get(name) ?? []) {
    if (each.fromElsewhere) yield module.functionAt(each.node);
  }
  for (const other of model.modules.values()) {
    if (!other.tree.text.includes(name)) continue;
    for (const node of namesOf(model, other, module, name)) {
      if (isChanged(node)) yield other.functionAt(node);
    }
  }
}

/** Where a file names a variable of a module: its own by name or imported by name, or as `module.name`. */
function* namesOf(
  model: AnalysedPackage,
  inside: PythonModule,
  module: PythonModule,
  name: string,
): Iterable<SyntaxNode> {
  for (const use of attributesOf(model, inside)) {
    if (use.module === module && use.name === name) yield use.node;
  }
  const imported = inside.imports
    .filter((each) => each.name === name && model.moduleNamed(inside, each.module, each.level) === module)
    .map((each) => each.boundName);
  const own = inside === module ? [name] : imported;
  const { tree } = inside;
  for (let index = 1; own.length > 0 && index < tree.size; index++) {
    if (tree.kindOf(index) !== 'identifier' || !own.includes(tree.textOf(index))) continue;
    const node = tree.node(index);
    if (lookUp(inside.scopeAt(node), node.text)?.scope.kind === 'module') yield node;
  }
}

/** Whether a use gives a variable another value, or changes the one that it has. */
function isChanged(node: SyntaxNode): boolean {
  const user = node.parent;
  if (user === null) return false;
  if (node.kind === 'attribute' && isTarget(node)) return true;
  if (user.kind === 'attribute' && node.field === 'object') {
    const isCalled = user.field === 'function' && user.parent?.kind === 'call';
    return isCalled ? changers.has(user.child('attribute')?.text ?? '') : isTarget(user);
  }
  return user.kind === 'subscript' && node.field === 'value' && isTarget(user);
}

function isTarget(node: SyntaxNode): boolean {
  const kind = node.parent?.kind ?? '';
  return (
    (node.field === 'left' && (kind === 'assignment' || kind === 'augmented_assignment')) ||
    kind === 'delete_statement'
  );
}
