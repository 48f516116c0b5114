import type { Finding } from '../../../model/finding.ts';
import type { AnalysedPackage } from '../../analysed-package.ts';
import { findingAbout, findingAt } from '../../make-finding.ts';
import type { ImportedName, PythonModule } from '../../model/definitions.ts';
import { plainString } from '../../model/plain-string.ts';
import type { SyntaxNode } from '../../model/syntax-tree.ts';
import type { CheckContext, Rule } from '../../rule.ts';
import { isBuiltin, type SuspicionRule, suspicionOf } from './suspicious-names.ts';
import { rootOf, suspiciousRoots } from './suspicious-roots.ts';

const deeds: Readonly<Record<SuspicionRule, string>> = {
  BUT601: 'uses the network',
  BUT602: 'starts or signals processes',
  BUT603: 'loads native code',
  BUT604: 'runs code that is made at run time',
  BUT605: 'reaches for the system below Python',
};
/** Files that speak for the system or the container engine; `/dev/null` and sources of random bytes are harmless. */
const systemPath =
  /^\/(?:proc|sys)(?:\/|$)|^\/dev\/(?!null$|zero$|u?random$|shm)|(?:docker|podman|containerd|crio)\.sock\b/;
const descriptorFunctions: ReadonlySet<string> = new Set(
  'builtins.open io.open os.fdopen os.read os.write os.close os.sendfile os.fsync os.pread os.pwrite'.split(
    ' ',
  ),
);

/** BUT601 to BUT605: code that reaches for what the sandbox does not give, through whatever names. */
export const suspiciousCode: Rule = {
  ids: ['BUT601', 'BUT602', 'BUT603', 'BUT604', 'BUT605'],
  *check(model, context): Iterable<Finding> {
    for (const path of model.source.files.keys()) {
      if (/\.(?:so|pyd|dll|dylib)$/.test(path)) {
        yield findingAbout('BUT603', path, `\`${path}\` is native code.`, severityOf(context));
      }
    }
    for (const module of model.modules.values()) {
      const seen = new Set<string>();
      for (const { rule, node, message } of suspicionsIn(model, module)) {
        // One line is one finding, however often it names the same thing.
        const key = `${rule}:${module.tree.positions.at(node.start).line}`;
        if (seen.has(key)) continue;
        seen.add(key);
        yield findingAt(rule, module.path, node, message, severityOf(context));
      }
    }
  },
};

interface Suspicious {
  readonly rule: SuspicionRule;
  readonly node: SyntaxNode;
  readonly message: string;
}

/** Nodes whose own names are bound, not used. */
const bindingKinds: ReadonlySet<string> = new Set(
  `dotted_name aliased_import parameters lambda_parameters typed_parameter list_splat_pattern dictionary_splat_pattern
  as_pattern_target pattern_list tuple_pattern list_pattern global_statement nonlocal_statement delete_statement`.split(
    /\s+/,
  ),
);

function severityOf({ strict }: CheckContext): { readonly severity?: 'error' } {
  return strict ? { severity: 'error' } : {};
}

function* suspicionsIn(model: AnalysedPackage, module: PythonModule): Iterable<Suspicious> {
  for (const imported of module.imports) {
    const found = ofImport(model, module, imported);
    if (found !== null) yield found;
  }
  const { tree } = module;
  const roots = suspiciousRoots(model, module);
  const starred = roots.has('*');
  for (let index = 1; index < tree.size; index++) {
    switch (tree.kindOf(index)) {
      case 'identifier':
        if (starred || roots.has(tree.textOf(index))) yield* ofName(model, outermost(tree.node(index)));
        break;
      case 'call':
        if (starred || roots.has(rootOf(tree.node(index)))) yield* ofCall(model, tree.node(index));
        break;
      case 'string':
        yield* ofPath(tree.node(index));
    }
  }
}

function ofImport(model: AnalysedPackage, module: PythonModule, imported: ImportedName): Suspicious | null {
  const { name, level, statement } = imported;
  if (level > 0 || model.moduleNamed(module, imported.module, 0) !== null) return null;
  const full = name === null || name === '*' ? imported.module : `${imported.module}.${name}`;
  const rule = suspicionOf(full, name === null ? 'import' : 'name');
  return rule === null ? null : { rule, node: statement, message: `\`${full}\` ${deeds[rule]}.` };
}

/** The whole of `a.b.c`, from its first name. */
function outermost(name: SyntaxNode): SyntaxNode {
  let node = name;
  while (node.parent?.kind === 'attribute' && node.field === 'object') node = node.parent;
  return node;
}

function* ofName(model: AnalysedPackage, node: SyntaxNode): Iterable<Suspicious> {
  const parent = node.parent;
  if (parent === null || !isUse(node, parent)) return;
  const names = model.resolver
    .resolve(node)
    .entities.flatMap((entity) => (entity.kind === 'external' ? [entity.name] : []));
  const starred = names.length === 0 && node.kind === 'identifier' ? namesByStar(model, node) : [];
  for (const name of [...names, ...starred]) {
    const rule = suspicionOf(name, 'name');
    if (rule === null || isModuleItself(name, node)) continue;
    yield { rule, node, message: `\`${shown(name)}\` ${deeds[rule]}.` };
    return;
  }
}

function isUse(node: SyntaxNode, parent: SyntaxNode): boolean {
  if (parent.kind === 'attribute' && node.field === 'attribute') return false;
  if (parent.kind === 'keyword_argument' && node.field === 'name') return false;
  if (bindingKinds.has(parent.kind) && node.field !== 'type') return false;
  return !['left', 'name', 'alias', 'parameters'].includes(node.field ?? '');
}

/** A bare mention of a module, such as the object of `isinstance`, says no more than its import did. */
function isModuleItself(name: string, node: SyntaxNode): boolean {
  return node.kind === 'identifier' && !name.includes('.');
}

/** What a star import from outside makes of a name that is bound nowhere. */
function namesByStar(model: AnalysedPackage, node: SyntaxNode): string[] {
  if (model.resolver.bindingsOf(node).length > 0) return [];
  const module = model.resolver.moduleOf(node);
  return module.imports.flatMap((imported) =>
    imported.name === '*' && model.moduleNamed(module, imported.module, imported.level) === null
      ? [...(isBuiltin(node.text) ? [] : [`${imported.module}.${node.text}`]), `builtins.${node.text}`]
      : [],
  );
}

function* ofCall(model: AnalysedPackage, node: SyntaxNode): Iterable<Suspicious> {
  const callee = node.child('function');
  const first = node.child('arguments')?.firstChild ?? null;
  if (callee === null) return;
  const name = model.resolver.externalName(callee);
  if (name === null) {
    yield* ofBuiltinByKey(node, callee);
    return;
  }
  if (
    name === 'builtins.__import__' ||
    name === 'importlib.import_module' ||
    name === 'importlib.__import__'
  ) {
    const target = first === null ? null : plainString(first);
    if (target === null) {
      yield { rule: 'BUT604', node, message: 'The module to import is worked out at run time.' };
      return;
    }
    const rule = suspicionOf(target, 'import');
    if (rule !== null) yield { rule, node, message: `\`${target}\` ${deeds[rule]}.` };
    const whole = outermost(node);
    if (whole.index !== node.index) yield* ofName(model, whole);
    return;
  }
  if (name === 'builtins.getattr') {
    const [entity] = model.resolver.resolve(node).entities;
    const rule = entity?.kind === 'external' ? suspicionOf(entity.name, 'name') : null;
    if (rule !== null && entity?.kind === 'external')
      yield { rule, node, message: `\`${shown(entity.name)}\` ${deeds[rule]}.` };
    return;
  }
  if (descriptorFunctions.has(name) && first !== null && isDescriptor(first)) {
    const message = `\`${first.text}\` is a file descriptor that the sandbox owns.`;
    yield { rule: 'BUT605', node, message };
  }
  if (/^pandas\.read_/.test(name) && /^[rbuRBU]*['"](?:https?|ftp|s3|gs):\/\//.test(first?.text ?? '')) {
    yield { rule: 'BUT601', node, message: `\`${name}\` is given an address in the network.` };
  }
}

/** `__builtins__["eval"](…)`. */
function* ofBuiltinByKey(node: SyntaxNode, callee: SyntaxNode): Iterable<Suspicious> {
  if (callee.kind !== 'subscript') return;
  const object = callee.child('value');
  const key = callee.child('subscript');
  const name = key === null ? null : plainString(key);
  const text = object?.text ?? '';
  if (
    name === null ||
    !/^(?:__builtins__|vars\(builtins\)|builtins\.__dict__|__builtins__\.__dict__)$/.test(text)
  )
    return;
  const rule = suspicionOf(`builtins.${name}`, 'name');
  if (rule !== null) yield { rule, node, message: `\`${name}\` ${deeds[rule]}.` };
}

/** A number, or `sys.stdout.fileno()`. */
function isDescriptor(node: SyntaxNode): boolean {
  return node.kind === 'integer' || /^sys\.(?:__)?std(?:in|out|err)(?:__)?\.fileno\(\)$/.test(node.text);
}

function* ofPath(node: SyntaxNode): Iterable<Suspicious> {
  const text = /^[rbfuRBFU]*("""|'''|"|')([\s\S]*)\1$/.exec(node.text)?.[2] ?? '';
  if (!systemPath.test(text) || isDocumentation(node)) return;
  yield {
    rule: 'BUT605',
    node,
    message: `\`${text.slice(0, 60)}\` belongs to the system, not to the package.`,
  };
}

function isDocumentation(node: SyntaxNode): boolean {
  return node.parent?.kind === 'expression_statement';
}

function shown(name: string): string {
  return name.replace(/^builtins\./, '');
}
