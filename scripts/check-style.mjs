// Checks the rules of style that the linter does not have: the section "Style" of CONTRIBUTING.md. Reads src/, test/,
// scripts/, bench/ and web/, or the folder named, as the formatter left them, and says what is wrong, one line each.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';

const widestComment = 120;
const comment = /^\s*(?:\/\/|\/\*|\*(?:\s|\/|$))/;
const banner = /^[^\p{L}\p{N}]*[-=*#_~─━═]{4,}/u;
const credit = /\b(?:co-authored|signed-off)-by\b|@author\b/i;
const hiddenMember = /^\s+(?:private|protected)\b(?! constructor\()/;
const functionOrClass =
  /^(?:export )?(?:default )?(?:(?:async )?function\b\*?|(?:abstract )?class\b)\s*([\w$]*)/;
/** Never returns where the system says that a parent which is there is missing, as below `/proc`. */
const endless = /\bmkdir(?:Sync)?\(.*\brecursive: true/;
const constant = /^(?:export )?const ([\w$]+)/;

/** What is wrong with a file, maybe one of `src`: the number of the line and a sentence, of each. */
function* problemsOf(text, isSource) {
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const isComment = comment.test(line);
    if (isComment && [...line].length > widestComment)
      yield [index + 1, `a comment wraps at ${widestComment} columns`];
    if (isComment && banner.test(line.replace(comment, ''))) yield [index + 1, 'a comment draws no lines'];
    if (isComment && credit.test(line)) yield [index + 1, 'a comment names no author'];
    if (isSource && endless.test(line)) yield [index + 1, 'folders are made by makeFolders, which returns'];
    if (hiddenMember.test(line)) yield [index + 1, 'a hidden member is written #name'];
  }
  yield* lateConstants(lines);
}

/** Plain constants below the first function or class: those that neither are functions nor need one of the file. */
function* lateConstants(lines) {
  const statements = [...topLevelStatements(lines)];
  const first = statements.findIndex(({ text }) => functionOrClass.test(text));
  const needed = new Set(statements.flatMap(({ text }) => functionOrClass.exec(text)?.[1] || []));
  for (const { number, text } of first === -1 ? [] : statements.slice(first)) {
    const name = constant.exec(text)?.[1];
    if (name === undefined) continue;
    const needsOne = text.match(/[\w$]+/g).some((word) => needed.has(word));
    if (needsOne) needed.add(name);
    else if (!/=>|\bfunction\b|\bawait\b/.test(text))
      yield [number, `${name} belongs above the first function or class`];
  }
}

/** The statements that begin at the margin, each with the number of its first line. */
function* topLevelStatements(lines) {
  for (let at = 0; at < lines.length; at += 1) {
    if (!/^[\w$]/.test(lines[at])) continue;
    const isEnd = lines[at].endsWith('=') ? /;$/ : /^[)\]}`].*;$|^}$/;
    const isWhole = /[;}]$/.test(lines[at]);
    const end = isWhole ? at : lines.findIndex((line, index) => index > at && isEnd.test(line));
    yield { number: at + 1, text: lines.slice(at, end + 1 || lines.length).join('\n') };
    if (end > at) at = end;
  }
}

function sourcesIn(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(?:tsx?|mts|mjs|cjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\/(?:fixtures|generated|node_modules)\//.test(path.replaceAll('\\', '/')))
    .sort();
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const root = argv[2] ?? fileURLToPath(new URL('..', import.meta.url));
  const folders = argv[2] === undefined ? ['src', 'test', 'scripts', 'bench', 'web'] : ['.'];
  const paths = folders.flatMap((folder) => sourcesIn(join(root, folder)));
  // Only there do people name the folders.
  const isSource = (path) => argv[2] !== undefined || relative(root, path).startsWith('src');
  const problems = paths.flatMap((path) =>
    [...problemsOf(readFileSync(path, 'utf8'), isSource(path))].map(
      ([line, problem]) => `${relative(root, path)}:${line}: ${problem}`,
    ),
  );
  for (const problem of problems) console.error(problem);
  exit(problems.length === 0 ? 0 : 1);
}
