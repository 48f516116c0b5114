import type { Finding, Severity } from '../../../model/finding.ts';
import { entryFiles } from '../../../model/package-source.ts';
import { likeliest } from '../../../text/likeliest.ts';
import type { AnalysedPackage } from '../../analysed-package.ts';
import { catches, guardOf, handlersAround, ownRunAround } from '../../flow/guards.ts';
import { standardModules } from '../../imports/standard-modules.ts';
import type { Binding, FunctionDefinition, PythonModule, Scope } from '../../model/definitions.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';
import type { RuffDiagnostic } from '../../ruff/ruff-linter.ts';
import type { Rule } from '../../rule.ts';
import { NamePlaces } from './name-places.ts';
import { exportsByStar } from './star-provision.ts';

/** Imports that everyone abbreviates alike. */
const usualAliases: ReadonlyMap<string, string> = new Map([
  ['np', 'import numpy as np'],
  ['numpy', 'import numpy'],
  ['pd', 'import pandas as pd'],
  ['plt', 'import matplotlib.pyplot as plt'],
  ['Path', 'from pathlib import Path'],
  ['defaultdict', 'from collections import defaultdict'],
  ['Counter', 'from collections import Counter'],
]);
/** Names of Python 2, with what takes their place. */
const ofPython2: ReadonlyMap<string, string> = new Map([
  ['xrange', 'write `range`'],
  ['unicode', 'write `str`'],
  ['basestring', 'write `str`'],
  ['long', 'write `int`'],
  ['unichr', 'write `chr`'],
  ['raw_input', 'write `input`'],
  ['reduce', 'add `from functools import reduce`'],
  ['izip', 'write `zip`'],
  ['imap', 'write `map`'],
  ['cmp', 'write `(a > b) - (a < b)`'],
  ['execfile', 'import the file instead'],
]);
/**
 * Each name is looked for in all of its file and held against every name it can see: of a file with more undefined
 * ones, these are told, and each is held against so many.
 */
const mostTold = 500;
const mostSeen = 2000;
/** Ways to give a module names that no reader of its text can see. */
const makesNames =
  /\b(?:globals|vars|locals)\(\)\s*(?:\.(?:update|setdefault|__setitem__)|\[[^\]\n]{0,200}\]\s*=[^=])|=\s*globals\(\)|\bglobals\(\)\s*,|\bexec\s*\(|\bglobal_enum\b|\b_convert_\b|\bf_globals\b|\bsetattr\s*\(\s*(?:builtins|sys\.modules)|\bgettext\b/;

/** F821: names that are used and never defined; F405 where a star import from outside may bring the name. */
export const undefinedNames: Rule = {
  ids: ['F821', 'BUT801'],
  *check(model, { ruff }): Iterable<Finding> {
    for (const [file, text] of model.texts) {
      const diagnostics = (ruff.check(text) ?? [])
        .filter(({ code }) => code === 'F821' || code === 'F405')
        .slice(0, mostTold);
      if (diagnostics.length === 0) continue;
      const module = model.modules.get(file);
      const places = module === undefined ? null : new NamePlaces(module);
      for (const diagnostic of diagnostics) {
        const name = /`([^`]+)`/.exec(diagnostic.message)?.[1] ?? '';
        const node = places?.at(diagnostic.line, diagnostic.column) ?? null;
        const verdict = judge(model, module ?? null, node, name, diagnostic.code === 'F405');
        if (verdict === null) continue;
        yield nameFinding(model, file, node, name, diagnostic, verdict);
        if (verdict === 'undefined' && (name === 'np' || name === 'numpy')) {
          yield* withoutNumpy(file, node, name, diagnostic);
        }
      }
    }
  },
};

/** `starred`: may come from a star import; `uncertain`: defined in a way, or used in a place, that does not fail. */
type Verdict = 'undefined' | 'uncertain' | 'starred';

function judge(
  model: AnalysedPackage,
  module: PythonModule | null,
  node: SyntaxNode | null,
  name: string,
  hasStars: boolean,
): Verdict | null {
  if (module === null || node === null) return 'uncertain';
  // A submodule that anything imports becomes a name of the package that it is in.
  if (module.path.endsWith('__init__.py') && model.moduleNamed(module, name, 1) !== null) return null;
  if (hasStars) {
    const provided = exportsByStar(model, module, name);
    if (provided === 'yes') return null;
    if (provided === 'maybe') return 'starred';
  }
  if (isNamedByClauseAround(node, name)) return null;
  if (isNeverEvaluated(module, node) || isOnCondition(node)) return 'uncertain';
  if (makesNames.test(module.tree.text) || isGivenFromElsewhere(model, name)) return 'uncertain';
  if (isSetElsewhere(module, node) || isAskedFor(module, name)) return 'uncertain';
  for (const handler of handlersAround(node)) {
    if (catches(handler, ['NameError']) && handlerBinds(handler, name)) return 'uncertain';
  }
  return 'undefined';
}

/**
 * Whether the name is that of the exception in an `except … as name` clause around a function, lambda or class that
 * uses it. The name goes when the clause ends, so it is there for what is called before.
 */
function isNamedByClauseAround(node: SyntaxNode, name: string): boolean {
  for (let at = node.parent; at !== null; at = at.parent)
    if (at.kind === 'except_clause' && at.child('value')?.child('alias')?.text === name) return true;
  return false;
}

/** What runs only when the file is run by itself is expected to work then. */
function isOnCondition(node: SyntaxNode): boolean {
  const main = ownRunAround(node);
  return guardOf(node, main) !== null || (main !== null && guardOf(main) !== null);
}

/**
 * A name that a function inside sets; that code around the function sets and deletes again, perhaps after the call;
 * or that a loop sets further down and has when it comes round again.
 */
function isSetElsewhere(module: PythonModule, name: SyntaxNode): boolean {
  const own = module.functionAt(name).scope;
  const setsInside = ({ scope }: FunctionDefinition) =>
    scope.nonlocals.has(name.text) && own.node.contains(scope.node);
  if (module.functions.some(setsInside)) return true;
  for (let around = own.parent; around !== null; around = around.parent) {
    if (around.kind !== 'class' && lastingBindings(around, name.text).length > 0) return true;
  }
  const lasting = lastingBindings(own, name.text);
  for (let at = name.parent; at !== null; at = at.parent) {
    if (at.kind === 'function_definition' || at.kind === 'lambda') return false;
    const isLoop = at.kind === 'for_statement' || at.kind === 'while_statement';
    if (isLoop && lasting.some(({ node }) => at.contains(node))) return true;
  }
  return false;
}

/** What gives a name its meaning, without `del` and the names of `except` clauses, which end with them. */
function lastingBindings(scope: Scope, name: string): Binding[] {
  return (scope.bindings.get(name) ?? []).filter(
    ({ node }) =>
      node.parent?.kind !== 'delete_statement' &&
      node.ancestor('except_clause', 'block')?.kind !== 'except_clause',
  );
}

/** Whether the file asks, by way of NameError, if there is such a name. */
function isAskedFor(module: PythonModule, name: string): boolean {
  const { tree } = module;
  if (!tree.text.includes('NameError')) return false;
  for (const node of tree.root.descendants()) {
    if (node.kind !== 'identifier' || node.text !== name) continue;
    for (const handler of handlersAround(node)) {
      if (handler.child('value') !== null && catches(handler, ['NameError'])) return true;
    }
  }
  return false;
}

/** Annotations that Python stores without evaluating them. */
function isNeverEvaluated(module: PythonModule, node: SyntaxNode): boolean {
  const type = node.kind === 'type' ? node : node.ancestor('type', 'block', 'module');
  if (type?.kind !== 'type') return false;
  let outermost = type;
  for (let at = type.parent; at !== null; at = at.parent) {
    if (at.kind === 'type') outermost = at;
    else if (at.kind === 'block' || at.kind === 'module') break;
  }
  const around = outermost.parent;
  if (around?.kind === 'type_alias_statement' || around?.kind === 'type_parameter') return true;
  if (module.imports.some((each) => each.module === '__future__' && each.name === 'annotations')) return true;
  return around?.kind === 'assignment' && module.scopeAt(around).kind === 'function';
}

/** Whether another file of the package sets the name on a module (`builtins.name = …`, `helper.name = …`). */
function isGivenFromElsewhere(model: AnalysedPackage, name: string): boolean {
  for (const { tree } of model.modules.values()) {
    if (!tree.text.includes(`.${name}`)) continue;
    for (const node of tree.root.descendants()) {
      if (node.kind !== 'attribute' || node.field !== 'left' || node.child('attribute')?.text !== name)
        continue;
      const object = node.child('object');
      const [entity] = object === null ? [] : model.resolver.resolve(object).entities;
      if (entity?.kind === 'module' || (entity?.kind === 'external' && entity.name === 'builtins'))
        return true;
    }
  }
  return false;
}

function handlerBinds(handler: SyntaxNode, name: string): boolean {
  for (const node of handler.descendants()) {
    if (node.kind === 'identifier' && node.text === name && node.field === 'left') return true;
    if ((node.kind === 'aliased_import' || node.kind === 'dotted_name') && node.text.endsWith(name))
      return true;
  }
  return false;
}

function nameFinding(
  model: AnalysedPackage,
  file: string,
  node: SyntaxNode | null,
  name: string,
  { line, column, endLine, endColumn }: RuffDiagnostic,
  verdict: Verdict,
): Finding {
  const place = { file, line, column, endLine, endColumn };
  if (verdict === 'starred') {
    return {
      rule: 'F405',
      severity: 'warning',
      message: `\`${name}\` is not defined here; it may come from an \`import *\`.`,
      help: `Import the name itself: from … import ${name}.`,
      ...place,
    };
  }
  const severity: Severity = verdict === 'undefined' ? 'error' : 'warning';
  const message =
    verdict === 'undefined'
      ? `\`${name}\` is used here but never defined.`
      : `\`${name}\` is not defined as far as can be seen.`;
  return { rule: 'F821', severity, message, help: remedy(model, file, node, name), ...place };
}

function remedy(model: AnalysedPackage, file: string, node: SyntaxNode | null, name: string): string {
  const usual = usualAliases.get(name);
  if (usual !== undefined) return `Add \`${usual}\` at the top of the file.`;
  const module = model.modules.get(file);
  const visible = module === undefined || node === null ? [] : namesVisible(module.scopeAt(node));
  if (node !== null && module !== undefined && isExceptionsName(module.scopeAt(node), name)) {
    return `\`${name}\` is gone after the \`except\` block that names it: keep what is needed of it under another name.`;
  }
  const meant = likeliest(
    name,
    visible.filter((each) => each !== name),
  );
  if (meant !== null) return `Did you mean \`${meant}\`? Otherwise define the name before it is used.`;
  if (standardModules.has(name)) return `Add \`import ${name}\` at the top of the file.`;
  const replacement = ofPython2.get(name);
  if (replacement !== undefined) return `Python 3 has no \`${name}\`: ${replacement}.`;
  const parameter = parameterMeant(model, module ?? null, node, name);
  if (parameter !== null) return `Did you mean \`${parameter}\`, which the function is given?`;
  return 'Define or import the name before it is used, or correct its spelling.';
}

/** Whether a name is bound in the scope by `except … as name` and by nothing else. */
function isExceptionsName(scope: Scope, name: string): boolean {
  const bindings = scope.bindings.get(name) ?? [];
  return (
    bindings.length > 0 &&
    bindings.every(({ node }) => node.ancestor('except_clause', 'block')?.kind === 'except_clause')
  );
}

/** A parameter of the entry function around, whose name the undefined one is part of: `path` for `dataset_path`. */
function parameterMeant(
  model: AnalysedPackage,
  module: PythonModule | null,
  node: SyntaxNode | null,
  name: string,
): string | null {
  if (module === null || node === null) return null;
  if (!Object.values(entryFiles[model.source.layout]).includes(module.path)) return null;
  const names = module.functionAt(node).parameters.map((parameter) => parameter.name);
  const isCalled = node.parent?.kind === 'call' && node.field === 'function';
  const only = names.length === 1 && !isCalled ? names[0]! : null;
  return names.find((each) => each.split('_').includes(name)) ?? only;
}

function namesVisible(scope: Scope): string[] {
  const names: string[] = [];
  for (let at: Scope | null = scope; at !== null; at = at.parent)
    for (const name of at.bindings.keys()) if (names.push(name) === mostSeen) return names;
  return names;
}

/** BUT801 for `np.frombuffer(…)` in a file that never imports NumPy. */
function* withoutNumpy(
  file: string,
  node: SyntaxNode | null,
  name: string,
  { line, column }: RuffDiagnostic,
): Iterable<Finding> {
  const attribute = node?.parent;
  if (attribute?.kind !== 'attribute' || attribute.parent?.kind !== 'call') return;
  const end = attribute.tree.positions.at(attribute.end);
  yield {
    rule: 'BUT801',
    severity: 'error',
    message: `\`${attribute.text}(…)\` cannot succeed: NumPy is never imported in this file.`,
    help: `Add \`${usualAliases.get(name)}\` at the top of the file.`,
    file,
    line,
    column,
    endLine: end.line,
    endColumn: end.column,
  };
}
