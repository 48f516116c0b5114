/** A change that weakens a rule. `find` must be in the file; some labelled package of the families must turn red. */
export interface Mutant {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Files of test/checks/corpus, without `.txt`. */
  readonly families: readonly string[];
}

const rules = (
  file: string,
  families: readonly string[],
  ...changes: readonly (readonly [string, string])[]
): Mutant[] =>
  changes.map(([find, replace]) => ({ file: `checks/rules/${file}.ts`, find, replace, families }));

/** Whole rules switched off, by their name in rules.ts. */
const switchedOff: readonly (readonly [rule: string, families: readonly string[]])[] = [
  ['packageLayout', ['layout']],
  ['undecodableSource', ['syntax']],
  ['syntaxErrors', ['syntax']],
  ['deepNesting', ['recursion', 'syntax']],
  ['compileErrors', ['syntax']],
  ['entryPoints', ['entry']],
  ['undefinedNames', ['names']],
  ['suspiciousCode', ['suspicious']],
  ['imports', ['imports']],
  ['requirementPins', ['imports']],
  ['requirementLines', ['imports']],
  ['shadowedModules', ['imports']],
  ['fileCalls', ['files']],
  ['yieldPlaces', ['yield']],
  ['yieldedLiterals', ['yield']],
  ['endlessLoops', ['finiteness']],
  ['recursion', ['recursion']],
  ['callChains', ['recursion']],
  ['stackLimits', ['recursion']],
];

export const mutants: readonly Mutant[] = [
  ...switchedOff.map(([rule, families]) => ({
    ...{ file: 'checks/rules.ts', find: `\n  ${rule},\n`, replace: '\n', families },
  })),
  ...rules(
    'syntax/syntax-errors',
    ['syntax'],
    ["['F404', 'Move", "['X404', 'Move"],
    ["['F704', 'Move", "['X704', 'Move"],
    ["['F706', 'Move", "['X706', 'Move"],
    ["['PLE1142', 'Use", "['X1142', 'Use"],
    ["['PLE0117', 'Define", "['X0117', 'Define"],
    ["['PLE0118', 'Move", "['X0118', 'Move"],
    ['if (unclosed === null) return finding;', 'return finding;'],
    ['if (isRelativeFuture(diagnostic, lines)) continue;', ''],
  ),
  ...rules(
    'syntax/compile-errors',
    ['syntax'],
    ["if (isLoop && node.kind !== 'return_statement') return;", ''],
    ['depth !== maxBlocks + 1', 'depth !== maxBlocks + 2'],
    ['if (!used.has(name.text)) continue;', 'continue;'],
  ),
  ...rules(
    'entry-points',
    ['entry'],
    ["guardOf(binding.node) !== 'never-runs'", 'true'],
    ['!bindings.every(isLiteral)', 'true'],
    ['!endsDeleted(bindings)', 'true'],
    ['if (!mayBeFunction(model, module, name)) continue;', ''],
    ['yield* rebound(module, name, bindings);', ''],
    ["bindings.length === 1 && role === 'processor'", 'false'],
    ['entity.function.name === written', 'true'],
    ['if (definition.isAsync &&', 'if (false &&'],
  ),
  ...rules(
    'entry-call',
    ['entry'],
    ['if (keywords.length > 0) {', 'if (false) {'],
    ['if (required > given) {', 'if (false) {'],
    ['positional.length < given && !takesAny', 'false'],
    ['!transparentDecorators.test(each.text)', 'false'],
  ),
  ...rules(
    'names/undefined-names',
    ['names'],
    ["if (provided === 'yes') return null;", ''],
    ["if (provided === 'maybe') return 'starred';", ''],
    ['if (isNamedByClauseAround(node, name)) return null;', ''],
    ['isNeverEvaluated(module, node) ||', ''],
    ['makesNames.test(module.tree.text) ||', ''],
    ['|| isGivenFromElsewhere(model, name)', ''],
    ['isSetElsewhere(module, node) ||', ''],
    ["name === 'np' || name === 'numpy'", 'false'],
  ),
  ...rules(
    'guards',
    ['names', 'imports', 'entry'],
    ["if (isNever(at)) return 'never-runs';", ''],
    ['version_info|', ''],
    ['if (value === null) return true;', 'if (value === null) return false;'],
  ),
  ...rules(
    'names/star-provision',
    ['names', 'imports', 'entry'],
    ["if (name.startsWith('_')) return 'no';", ''],
    ["? 'maybe'", "? 'no'"],
  ),
  ...rules(
    'suspicious/suspicious-names',
    ['suspicious'],
    ['os.system', 'os.sistem'],
    ['builtins.eval', 'builtins.evil'],
    ['multiprocessing.cpu_count', 'multiprocessing.cpu'],
  ),
  ...rules(
    'suspicious/suspicious-code',
    ['suspicious'],
    ["strict ? { severity: 'error' } : {}", '{}'],
    ['!systemPath.test(text) || isDocumentation(node)', '!systemPath.test(text)'],
    ['first !== null && isDescriptor(first)', 'false'],
    ['if (target === null) {', 'if (false) {'],
  ),
  ...rules(
    'suspicious/suspicious-roots',
    ['suspicious'],
    ['if (roots.has(rootOf(value!))) roots.add(name);', ''],
  ),
  ...rules(
    'imports',
    ['imports'],
    ['isGuarded(imported.statement) ||', ''],
    [
      'if (imported.level > 0) return this.#relativeProblem(module, imported);',
      'if (imported.level > 0) return null;',
    ],
    ['if (imageModules.has(top) ||', 'if ('],
    ['|| this.#isRequired(top)', ''],
    ["bindings.has(name) || exportsByStar(this.#model, module, name) !== 'no'", 'true'],
    ["exportsByStar(this.#model, module, name) !== 'no'", 'false'],
    ['if (submodules?.has(rest)) return null;', 'return null;'],
    ["base === null || base === ''", 'false'],
    ["module.path === '__init__.py'", 'false'],
  ),
  ...rules(
    'files/file-calls',
    ['files'],
    ['argumentProblem(file, method, call) ??', ''],
    ['methodProblem(file, method) ??', ''],
    ['closedProblem(object, method, each) ??', ''],
    ['modeProblem(file, method, each) ??', ''],
    ['yield* loopsOverWritten(module, files);', ''],
    ["...(handled ? { severity: 'warning' } : {}),", ''],
  ),
  ...rules(
    'files/opened-files',
    ['files'],
    ["name === 'builtins.open' || name === 'io.open'", "name === 'builtins.open'"],
  ),
  ...rules('shadowed-modules', ['imports'], ["|| name === 'numpy'", '']),
  {
    file: 'requirements/read-line.ts',
    find: "compared === '==' && !stated.endsWith('*')",
    replace: "compared === '=='",
    families: ['imports'],
  },
  {
    file: 'requirements/read-line.ts',
    find: 'if (isAddress(text))',
    replace: 'if (false)',
    families: ['imports'],
  },
  {
    file: 'requirements/read-requirements.ts',
    find: 'if (this.#files.has(path)) return path;',
    replace: 'return this.#files.has(path) ? path : null;',
    families: ['imports'],
  },
  {
    file: 'checks/imports/requirements.ts',
    find: 'if (known?.includes(module)) return true;',
    replace: '',
    families: ['imports'],
  },
];
