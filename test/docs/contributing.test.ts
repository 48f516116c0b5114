import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folders = ['bench', 'docs', 'samples', 'sandbox', 'scripts', 'src', 'test'];
const pages = ['CONTRIBUTING.md', 'test/checks/corpus/README.md'].map((path) => ({
  path,
  text: readFileSync(join(root, path), 'utf8'),
}));
const whole = pages.map(({ text }) => text).join('\n');

/** Every file and folder of the project, folders with a slash at the end. */
const entries = folders.flatMap((folder) => [
  `${folder}/`,
  ...readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).map(
    (entry) => `${join(entry.parentPath, entry.name).slice(root.length)}${entry.isDirectory() ? '/' : ''}`,
  ),
]);

/** What of a page's code, between backticks or in a block, begins like a path of the project. */
function pathsOf(text: string): string[] {
  const code = text
    .split(/^```.*\n/m)
    .flatMap((part, index) => (index % 2 === 1 ? [part] : (part.match(/`[^`\n]+`/g) ?? [])));
  return code
    .flatMap((part) => part.split(/[\s'`]+/))
    .map((word) => word.replace(/[.,;:]$/, ''))
    .filter((word) => folders.some((folder) => word.startsWith(`${folder}/`)));
}

/** The same path once for each choice of its braces. */
function choices(path: string): string[] {
  const braces = /\{([^}]*)\}/.exec(path);
  if (braces === null) return [path];
  return braces[1]!.split(',').flatMap((choice) => choices(path.replace(braces[0], choice)));
}

/** Whether something is there by that path, in which stars and the words in capitals of the recipes are any name. */
function isThere(path: string): boolean {
  const pattern = path
    .replace(/\b(?:FAMILY|GROUP|NAME|NOUN)\b/g, '*')
    .replace(/[.+()[\]]/g, '\\$&')
    .replace(/\*\*\/|\*/g, (stars) => (stars === '*' ? '[^/]+' : '(?:.*/)?'));
  return entries.some((entry) => new RegExp(`^${pattern}$`).test(entry));
}

describe('CONTRIBUTING.md and the format of labelled packages', () => {
  it('name only files and folders that are there, folders with a slash at the end', () => {
    const paths = pages.flatMap(({ text }) => pathsOf(text)).flatMap(choices);
    assert(paths.length > 80, `${paths.length} paths`);
    assert.deepEqual(
      paths.filter((path) => !isThere(path)),
      [],
    );
  });

  it('link only to pages that are there', () => {
    for (const { path, text } of pages)
      for (const [, target] of text.matchAll(/\]\(([^)#]+)/g))
        assert(existsSync(join(root, dirname(path), target!)), `${path}: ${target}`);
  });

  it('name only scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const named = [...whole.matchAll(/\bnpm (?:run ([\w:-]*\w)|(test))/g)].map(([, run, own]) => run ?? own!);
    assert(named.length > 20, `${named.length} scripts`);
    assert.deepEqual(
      named.filter((name) => !Object.hasOwn(scripts, name)),
      [],
    );
  });
});
