import { extname } from 'node:path';
import { type ExampleFile, examplePackage, type RuleExample } from './rule-table/rule-entry.ts';
import { type RuleId, ruleIds, ruleTable } from './rule-table.ts';

const families: readonly (readonly [prefix: string, title: string])[] = [
  ['BUT1', 'What is in the package'],
  ['BUT2', 'The functions that are called'],
  ['BUT3', 'Who may yield what'],
  ['BUT4', 'Loops that end'],
  ['BUT5', 'How deep the package goes'],
  ['BUT6', 'What the sandbox does not give'],
  ['BUT7', 'Imports'],
  ['BUT8', 'Mistakes that are made again and again'],
  ['F', 'Names'],
];

/** Names of languages for fenced code, by extension. */
const languages: Readonly<Record<string, string>> = { '.py': 'python', '.json': 'json' };

/** `docs/rules.md`: every rule with a bad and a good example, in Markdown. */
export function rulesPage(): string {
  const sections = families.map(([prefix, title]) => {
    const rules = ruleIds.filter((id) => id.startsWith(prefix));
    return `## ${title}\n\n${rules.map(ruleSection).join('\n')}`;
  });
  return `# Rules

\`butcher validate\` checks a package against these rules without running any of it; \`butcher run\` and the service do
the same before they run one. An **error** refuses the package, a **warning** points at what is likely wrong. Ids never
change meaning. This page is made from the rule table by \`npm run docs\`; the tests try every example.

The rules apply to what runs. A Python file that no entry file loads (a test, \`conftest.py\`, a script, old code) gives
warnings at most, whatever is in it. Imports are followed through the package, also those in functions; where the code
works out what it loads (\`importlib\` with a name that is not written out, \`exec\`, \`runpy\`, \`pkgutil\`), every file counts
as loaded, but for tests that nothing names.

Findings of Pyflakes, such as F401 (an import that is not used), come on top under their own codes, as warnings.
\`# noqa\` comments silence nothing.

The examples vary this package, and show only the files in which they differ from it:

${filesOf({ files: examplePackage })}
${sections.join('\n')}`;
}

function ruleSection(id: RuleId): string {
  const { severity, title, explanation, help, bad, good } = ruleTable[id];
  return `### ${id}: ${title}

${severity === 'error' ? '**Error.**' : '**Warning.**'} ${explanation}

${help}

Bad:

${filesOf(bad)}
Good:

${filesOf(good)}`;
}

function filesOf({ files, without = [], limits = {} }: RuleExample): string {
  const shown = Object.entries(files).map(([path, file]) => fileBlock(path, file));
  const options = Object.entries(limits).map(([name, value]) => `--limit ${name}=${value}`);
  const notes = [
    ...without.map((path) => `without \`${path}\``),
    ...options.map((option) => `checked with \`${option}\``),
    ...(shown.length === 0 && without.length === 0 ? ['the package as it is above'] : []),
  ];
  const note = notes.length === 0 ? [] : [`(${notes.join(', ')})\n`];
  return [...shown, ...note].join('\n');
}

function fileBlock(path: string, file: ExampleFile): string {
  if (typeof file !== 'string') {
    const what = 'link' in file ? `a link to \`${file.link}\`` : 'stored as Latin-1:';
    const text = 'link' in file ? '' : `\n\n${fenced(path, file.latin1)}`;
    return `\`${path}\`, ${what}${text}\n`;
  }
  return `${fenced(path, file)}\n`;
}

function fenced(path: string, text: string): string {
  const language = languages[extname(path)] ?? 'text';
  // JSON has no comments, so the name stands before it.
  const name = language === 'python' ? `# ${path}\n` : '';
  const heading = language === 'python' ? '' : `\`${path}\`:\n\n`;
  return `${heading}\`\`\`${language}\n${name}${text.trimEnd()}\n\`\`\``;
}
