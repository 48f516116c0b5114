import type { Finding } from '../../model/finding.ts';
import { libraryFiles } from '../../model/libraries.ts';
import { type EntryRole, entryNames } from '../../model/package-source.ts';
import { likeliest } from '../../text/likeliest.ts';
import type { AnalysedPackage } from '../analysed-package.ts';
import { guardOf } from '../flow/guards.ts';
import { findingAbout, findingAt } from '../make-finding.ts';
import type { Binding, FunctionDefinition, PythonModule } from '../model/definitions.ts';
import type { Rule } from '../rule.ts';
import { callProblem, type EntryCall, isWrapped } from './entry-call.ts';
import { exportsByStar } from './names/star-provision.ts';

const roles: readonly EntryRole[] = ['splitter', 'merger', 'processor'];
const missingRule = { splitter: 'BUT201', merger: 'BUT202', processor: 'BUT203' } as const;
const entryCalls: Readonly<Record<EntryRole | 'finish', Omit<EntryCall, 'params'>>> = {
  splitter: { name: 'splitter', arguments: ['dataset_path'] },
  merger: { name: 'merger', arguments: ['fragment', 'job_name'] },
  processor: { name: 'Processor', arguments: ['fragment'] },
  finish: { name: 'finish', arguments: ['job_name'] },
};

/** BUT201 to BUT208: the functions that are called are there, and can be called as they will be. */
export const entryPoints: Rule = {
  ids: ['BUT201', 'BUT202', 'BUT203', 'BUT204', 'BUT205', 'BUT206', 'BUT207', 'BUT208'],
  *check(model): Iterable<Finding> {
    for (const role of roles) {
      const module = model.entryModule(role);
      if (module === null) continue;
      yield* entryFindings(model, module, role);
      if (role === 'merger') yield* definitionFindings(model, module, 'finish', 'finish');
    }
    if (model.source.manifest?.params !== undefined && isSureThatNoneTakes(model)) yield unusedParams();
  },
};

const literals: ReadonlySet<string> = new Set(
  'none true false integer float string concatenated_string list tuple dictionary set'.split(' '),
);

function* entryFindings(model: AnalysedPackage, module: PythonModule, role: EntryRole): Iterable<Finding> {
  const [proper, ...aliases] = entryNames[role];
  const defined = [proper!, ...aliases].filter((name) => isDefined(model, module, name));
  const used = defined[0];
  if (used === undefined) {
    const maybeStarred = exportsByStar(model, module, proper!) !== 'no' && importsRequirement(model, module);
    if (!maybeStarred) yield missing(module, role);
    return;
  }
  for (const name of defined.filter((each) => each !== proper)) {
    if (!mayBeFunction(model, module, name)) continue;
    yield aliasUsed(module, name, proper!, used === proper);
  }
  yield* definitionFindings(model, module, used, role);
}

/** Bound at the top of the module, in code that runs when it is imported, and not plainly something else. */
function isDefined(model: AnalysedPackage, module: PythonModule, name: string): boolean {
  const bindings = happening(module, name);
  if (bindings.length > 0) return !bindings.every(isLiteral) && !endsDeleted(bindings);
  return exportsByStar(model, module, name) === 'yes';
}

function happening(module: PythonModule, name: string): Binding[] {
  const bindings = module.scopes[0]!.bindings.get(name) ?? [];
  return bindings.filter((binding) => guardOf(binding.node) !== 'never-runs');
}

function isLiteral({ value }: Binding): boolean {
  return value !== null && literals.has(value.kind);
}

function endsDeleted(bindings: readonly Binding[]): boolean {
  const last = bindings.at(-1)!;
  return last.node.parent?.kind === 'delete_statement' && last.node.parent.parent?.kind === 'module';
}

/**
 * `Merge` may also be a class, or `Process` come from the standard library: only the package's functions are aliases.
 */
function mayBeFunction(model: AnalysedPackage, module: PythonModule, name: string): boolean {
  return happening(module, name).some(
    (binding) =>
      binding.function !== null ||
      binding.value !== null ||
      model.resolver.member(module, name).entities.some(({ kind }) => kind === 'function'),
  );
}

/** A star import from a third-party module may bring anything. */
function importsRequirement(model: AnalysedPackage, module: PythonModule): boolean {
  if (!libraryFiles.some((path) => model.source.files.has(path))) return false;
  return module.imports.some(
    ({ name, module: from, level }) =>
      name === '*' && level === 0 && model.moduleNamed(module, from, level) === null,
  );
}

function missing(module: PythonModule, role: EntryRole): Finding {
  const { name, arguments: parameters } = entryCalls[role];
  const rule = missingRule[role];
  const call = `${name}(${parameters.join(', ')})`;
  const deletion = happening(module, name).at(-1)?.node;
  if (deletion?.parent?.kind === 'delete_statement') {
    return findingAt(rule, module.path, deletion, `\`${name}\` is deleted here, and cannot be called then.`, {
      help: 'Remove the line.',
    });
  }
  const elsewhere = module.functions.find(
    (each) => each.kind === 'def' && entryNames[role].includes(each.name),
  );
  if (elsewhere !== undefined) {
    const around =
      elsewhere.owner === null ? 'inside another block or function' : `in class \`${elsewhere.owner.name}\``;
    const message = `\`${elsewhere.name}\` is defined ${around}, not at the top level of ${module.path}.`;
    return findingAt(rule, module.path, elsewhere.nameNode, message, {
      help: `Define ${call} at the top level, where it can be found when the file is loaded.`,
    });
  }
  const functions = module.functions.filter(
    (each) => each.kind === 'def' && each.scope.parent?.kind === 'module',
  );
  const meant =
    likeliest(
      name,
      functions.map((each) => each.name),
    ) ?? (functions.length === 1 ? functions[0]!.name : null);
  const help =
    meant === null
      ? `Define ${call} at the top level of ${module.path}.`
      : `Rename \`${meant}\` to \`${name}\`, if that is the function to call.`;
  return findingAbout(rule, module.path, `${module.path} defines no function \`${name}\`.`, { help });
}

function aliasUsed(module: PythonModule, name: string, proper: string, properToo: boolean): Finding {
  const binding = happening(module, name)[0]!;
  const message = properToo
    ? `\`${name}\` is another name for \`${proper}\`, and both are defined: \`${proper}\` is the one that is used.`
    : `\`${name}\` is accepted, but the function's proper name is \`${proper}\`.`;
  const help = properToo
    ? `Rename \`${name}\`, so that nobody takes it for the one that is called.`
    : `Rename \`${name}\` to \`${proper}\`.`;
  return findingAt('BUT205', module.path, binding.node, message, { help });
}

/** BUT204, BUT206 and BUT207 for what a name of the entry file stands for. */
function* definitionFindings(
  model: AnalysedPackage,
  module: PythonModule,
  name: string,
  role: EntryRole | 'finish',
): Iterable<Finding> {
  const bindings = happening(module, name);
  yield* rebound(module, name, bindings);
  const aClass = bindings.at(-1)?.class;
  if (aClass && bindings.length === 1 && role === 'processor') {
    yield findingAt(
      'BUT204',
      module.path,
      aClass.nameNode,
      `\`${name}\` is a class; it has to be a function.`,
      {
        help: `Write \`def ${name}(fragment):\` and make objects of the class inside, under another name.`,
      },
    );
    return;
  }
  const definition = plainFunction(model, module, name);
  if (definition !== null) yield* callFindings(definition, entryCall(model, role, name));
}

/** The function that a name stands for, if it is that very one: not one wrapped, bound or chosen when run. */
function plainFunction(
  model: AnalysedPackage,
  module: PythonModule,
  name: string,
): FunctionDefinition | null {
  const bindings = happening(module, name);
  const { entities } = model.resolver.member(module, name);
  const [entity] = entities;
  if (entities.length !== 1 || entity?.kind !== 'function' || entity.function.owner !== null) return null;
  const binding = bindings.at(-1);
  const value = binding?.value ?? null;
  if (entity.function.kind === 'lambda') return value?.kind === 'lambda' ? entity.function : null;
  const written = value === null ? (binding?.import?.name ?? name) : value.text.split('.').at(-1);
  return entity.function.name === written ? entity.function : null;
}

function entryCall(model: AnalysedPackage, role: EntryRole | 'finish', name: string): EntryCall {
  const { manifest, files } = model.source;
  // What a butcher.json that cannot be read declares is not known.
  const params = manifest === null ? files.has('butcher.json') : manifest.params !== undefined;
  return { ...entryCalls[role], name, params };
}

/** Each of the functions is known as it is written, and has no parameter `params`. */
function isSureThatNoneTakes(model: AnalysedPackage): boolean {
  const called = [...roles, 'finish' as const].flatMap((role) => {
    const module = model.entryModule(role === 'finish' ? 'merger' : role);
    if (module === null) return [null];
    const names = role === 'finish' ? ['finish'] : entryNames[role];
    const name = names.find((each) => isDefined(model, module, each));
    if (name !== undefined) return [{ definition: plainFunction(model, module, name), role, name }];
    return role === 'finish' && exportsByStar(model, module, 'finish') === 'no' ? [] : [null];
  });
  return called.every(
    (each) =>
      each !== null &&
      each.definition !== null &&
      !isWrapped(each.definition) &&
      !each.definition.parameters.some(({ name }) => name === 'params'),
  );
}

function unusedParams(): Finding {
  return findingAbout('BUT208', 'butcher.json', 'Parameters are declared, and no function takes `params`.');
}

function* callFindings(definition: FunctionDefinition, call: EntryCall): Iterable<Finding> {
  const { nameNode, module } = definition;
  const isAsyncGenerator = definition.isAsync && definition.yields.length > 0;
  if (definition.isAsync && !(isAsyncGenerator && call.arguments[0] === 'dataset_path')) {
    const message = `\`${call.name}\` is an \`async def\`: calling it runs nothing.`;
    yield findingAt('BUT206', module.path, nameNode, message);
  }
  const problem = callProblem(definition, call);
  if (problem !== null)
    yield findingAt('BUT204', module.path, nameNode, problem.message, { help: problem.help });
}

function* rebound(module: PythonModule, name: string, bindings: readonly Binding[]): Iterable<Finding> {
  const [first, ...later] = bindings;
  if (first === undefined) return;
  for (const binding of later) {
    const areAllPlain = bindings.every((each) => each.function !== null && each.unconditional);
    if (areAllPlain) {
      const message = `\`${name}\` is defined again here; the last definition is the one that counts.`;
      yield findingAt('BUT207', module.path, binding.node, message, {
        help: 'Remove the definitions above it.',
      });
      continue;
    }
    const message = `\`${name}\` is defined again here; which definition is called is only known when the file is loaded.`;
    yield findingAt('BUT207', module.path, binding.node, message);
  }
  if (later.length > 0) return;
  if (first.function === null && first.import === null && first.class === null) {
    const message = `\`${name}\` is assigned, so that what is called is only known when the file is loaded.`;
    yield findingAt('BUT207', module.path, first.node, message, { help: `Write it as \`def ${name}(…):\`.` });
  } else if (!first.unconditional) {
    const message = `\`${name}\` is only defined on a condition.`;
    yield findingAt('BUT207', module.path, first.node, message);
  }
}
