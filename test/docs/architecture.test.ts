import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(`${root}/docs/architecture.md`, 'utf8');

/** The rows of the tables that follow something step by step: a number, what happens, names, a file. */
function steps(): { names: string[]; file: string }[] {
  const rows = page.matchAll(/^\| \d+ \| [^|]+ \| ([^|]+) \| `([^`|]+)` \|$/gm);
  return [...rows].map(([, names, file]) => ({
    names: [...names!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
    file: file!,
  }));
}

describe('docs/architecture.md', () => {
  it('follows a fragment and a request by names that exist, each in its file', () => {
    const found = steps();
    assert(found.length >= 25, `${found.length} steps`);
    for (const { names, file } of found) {
      assert(names.length > 0, `a step in ${file} has no name`);
      const text = readFileSync(`${root}/${file}`, 'utf8');
      for (const name of names) assert.match(text, new RegExp(`\\b${name}\\b`), `${name} in ${file}`);
    }
  });

  it('names only files and folders that are there', () => {
    const paths = [...page.matchAll(/`((?:src|sandbox|scripts|test|docs)\/[^`*]*)`/g)].map(
      ([, path]) => path!,
    );
    assert(paths.length > 30);
    assert.deepEqual(
      paths.filter((path) => !existsSync(`${root}/${path}`)),
      [],
    );
    for (const path of paths)
      assert.equal(statSync(`${root}/${path}`).isDirectory(), path.endsWith('/'), path);
  });

  it('has a line for every folder of src', () => {
    const entries = readdirSync(`${root}/src`, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => `\`src/${name}/\``);
    assert.deepEqual(
      folders.filter((folder) => !page.includes(folder)),
      [],
    );
  });
});
