import { type Control, controlsOf } from './control.ts';

const plain = ['test/files/open-plain.test.ts'];
const records = ['test/home/foreign-records.test.ts'];
const bundles = ['test/cli/replay/foreign-bundles.test.ts'];
const resume = ['test/jobs/resume.test.ts'];
const outputs = ['test/cli/run/output-file.test.ts'];
const remote = ['test/cli/remote/token.test.ts'];
const inert = ['test/cli/display/inert.test.ts'];
const completion = ['test/cli/completion/completion.test.ts'];

const params = ['test/params/schema-problems.test.ts', 'test/params/read-params.test.ts'];

/** What folders, bundles and texts from elsewhere may not choose, and where tokens and output may not go. */
export const foreignControls: readonly Control[] = [
  ...controlsOf(
    'src/files/open-plain.ts',
    plain,
    ['no record through a link', 'untruncated | constants.O_NOFOLLOW |', 'untruncated |'],
    [
      'no waiting for FIFOs',
      "throw new NotPlainError('it is no regular file');\n    const own",
      'void 0;\n    const own',
    ],
    ['one’s own records', "throw new NotPlainError('it belongs to another user')", 'void 0'],
    ['no second names', 'writes && stats.nlink > 1', 'false'],
    ['bounded records', 'if (size > mostBytes)', 'if (false)'],
  ),
  ...controlsOf(
    'src/params/schema-problems.ts',
    params,
    [
      'known keywords of parameters alone',
      'if (!known.includes(name)) this.#unknown',
      'if (false) this.#unknown',
    ],
    ['values of keywords that fit', 'if (!fits(value))', 'if (false)'],
    ['no parameters that every object has', ' || name in Object.prototype', ''],
    ['a bounded number of schemas', 'if (this.#schemas > mostSchemas) {', 'if (false) {'],
    ['schemas of bounded depth', 'if (nesting > mostNesting) {', 'if (false) {'],
    ['schemas of bounded length', '> mostBytes)', '> mostBytes * 1000)'],
    ['no default that multiplies', 'if (inList && schema.default !== undefined)', 'if (false)'],
    ['no default that is a prototype', "return !Object.hasOwn(value, '__proto__') &&", 'return'],
  ),
  ...controlsOf(
    'src/params/read-params.ts',
    params,
    ['no code of an unsound schema', 'if (schemaProblems(declared).length > 0) return null;', ''],
    ['bounded parameters', 'if (tooMuch !== null)', 'if (false)'],
    ['bounded parameters with their defaults', 'return filledTooMuch === null ?', 'return true ?'],
  ),
  ...controlsOf(
    'src/package/manifest/json-places.ts',
    ['test/package/manifest/read-manifest.test.ts'],
    ['no place of every value below a long key', ' && pointer.length <= mostCharacters', ''],
  ),
  ...controlsOf('src/files/own-mode.ts', plain, [
    'no owner and mode through a link',
    'onlyPath | constants.O_NOFOLLOW',
    'onlyPath',
  ]),
  ...controlsOf('src/files/read-record.ts', records, [
    'records of the described shapes',
    'return validate(value) ? null : problemIn(validate.errors?.[0]);',
    'return null;',
  ]),
  ...controlsOf(
    'src/home/find-job.ts',
    records,
    ['no folder of a job through a link', 'if (stats.isSymbolicLink())', 'if (false)'],
    ['no folder that others write to', '(stats.mode & 0o022) === 0 ? null', 'true ? null'],
  ),
  ...controlsOf(
    'src/home/secure-home.ts',
    records,
    ['closed reports of checks', "['jobs', 'checks'].map(", "['jobs'].map("],
    ['a closed home', 'await chmod(path, mode & 0o7777 & ~rights);', ''],
    ['what is everybody’s is refused', '(mode & sticky) !== 0 && ', 'false && '],
  ),
  ...controlsOf('src/jobs/run-job.ts', resume, [
    'no going on in a folder with links',
    'this.#request.resuming ? await unsoundFolder',
    'false ? await unsoundFolder',
  ]),
  ...controlsOf('src/jobs/disk/open-kept.ts', resume, [
    'no foreign journal',
    'if (foreign !== null) throw',
    'if (false) throw',
  ]),
  ...controlsOf(
    'src/cli/resume/resume-command.ts',
    ['test/cli/resume/resume.test.ts'],
    [
      'the runtime is the caller’s to say',
      'const runtime = runtimeOf(flags);',
      'const { runtime } = record;',
    ],
  ),
  ...controlsOf(
    'src/cli/resume/resume-command.ts',
    ['test/cli/resume/resume.test.ts'],
    ['no report over other files', '(await isReportOf(path, id))', 'true'],
  ),
  ...controlsOf('src/cli/replay/find-fragment.ts', bundles, [
    'jobs of this home alone',
    'dirname(job) === jobs && ',
    '',
  ]),
  ...controlsOf(
    'src/cli/replay/read-bundle.ts',
    bundles,
    ['plain members of a bundle', "if (type !== 'file') throw", 'if (false) throw'],
    ['known members of a bundle', 'if (!known.includes(name)) throw', 'if (false) throw'],
    ['each member once', 'if (members.has(name)) throw', 'if (false) throw'],
    ['bounded members', 'if (size > (most[name] ?? mostBesideBytes))', 'if (false)'],
  ),
  ...controlsOf(
    'src/cli/run/output-file.ts',
    outputs,
    ['devices stay', 'if (end.isCharacterDevice() || end.isFIFO())', 'if (false)'],
    ['links stay', 'path: await realpath(path) };', 'path };'],
    ['no work for a link to nothing', 'if (end === null)\n', 'if (false)\n'],
    [
      'no waiting for a reader',
      'constants.O_WRONLY | constants.O_NONBLOCK',
      'constants.O_RDWR | constants.O_NONBLOCK',
    ],
  ),
  ...controlsOf('src/cli/remote/client/find-chief.ts', remote, [
    'a token goes where it was meant to',
    'if (fromEnvironment !== null || wanted === own) return',
    'if (true) return',
  ]),
  ...controlsOf('src/cli/completion/suggestions.ts', completion, [
    'no shell is offered what it would run',
    '/^[A-Za-z0-9_][A-Za-z0-9_%+=:,./-]{0,255}$/.test(word)',
    'true',
  ]),
  ...controlsOf(
    'src/cli/completion/answer-shell.ts',
    completion,
    ['help in a shell is inert', 'inertLine(help)', 'help'],
    ['a shell does not hang', '    end();\n', ''],
  ),
  ...controlsOf(
    'src/cli/display/hanging.ts',
    ['test/cli/display/hanging.test.ts'],
    ['no row of theirs begins a line', 'column > 0 && column + columnsOf(piece, column) > width', 'false'],
  ),
  ...controlsOf('src/text/inert-text.ts', inert, [
    'no line passes for ours',
    "inertText(text).replaceAll('\\n', '\\n  | ')",
    'inertText(text)',
  ]),
  ...controlsOf(
    'src/jobs/containers/verdict.ts',
    ['test/jobs/containers/verdict.test.ts'],
    ['advice is ours', 'help !== null && isHarnessHelp(code, help)', 'help !== null'],
  ),
  ...controlsOf(
    'src/http/routes/jobs.ts',
    ['test/http/malformed.test.ts'],
    ['no package is passed over', '        body: resumeBody,\n', ''],
    ['no field is passed over', '        body: cancelBody,\n', ''],
  ),
  ...controlsOf(
    'src/http/guards/refuse-unwanted-body.ts',
    ['test/http/malformed.test.ts'],
    ['no body is passed over', 'if (field === undefined) return;', 'if (true) return;'],
  ),
  ...controlsOf(
    'src/chief/service/account-jobs.ts',
    ['test/chief/local-chief.test.ts'],
    ['reasons are short', '    .slice(0, mostReasonCharacters)\n', ''],
  ),
];
