import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { validatePackage } from '../../../src/checks/validate-package.ts';
import { checkHelper } from './check-helper.ts';
import { explanationOf, explanations } from './explained.ts';
import { type LibraryHelper, libraryHelpers } from './library-helpers.ts';

/** What has been refused without reason, or checked without end, and some that have much of everything. */
const modules: ReadonlySet<string> = new Set(
  `cProfile calendar csv dataclasses json.* multiprocessing.util platform random re._parser socket statistics
  textwrap`.split(/\s+/),
);
const inThisProcess = {
  check: async ({ path, options }: Parameters<Parameters<typeof checkHelper>[1]['check']>[0]) =>
    validatePackage(path, options),
};

describe('modules of the standard library as helpers', () => {
  let helpers: readonly LibraryHelper[];

  before(() => {
    const ask = ['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))'];
    const root = execFileSync('python3', ask).toString().trim();
    helpers = [...libraryHelpers(root, '')].filter(({ module }) => modules.has(module));
  });

  it('are taken over whole, and relative imports lead to the library where they would lead nowhere', () => {
    assert.deepEqual(
      helpers.map(({ module }) => module).sort(),
      [...modules].filter((module) => helpers.some((each) => each.module === module)).sort(),
    );
    assert.ok(helpers.length > 10);
    const json = helpers.find(({ module }) => module === 'json.*')!;
    assert.deepEqual(json.imports.slice(0, 2), ['lib_json', 'lib_json.decoder']);
    assert.match(json.files['lib_json/__init__.py']!, /^from \.decoder import JSONDecoder/m);
    const parser = helpers.find(({ module }) => module === 're._parser');
    if (parser !== undefined) assert.match(parser.files['lib__parser.py']!, /^from re\._constants import/m);
  });

  it('give no error but those that are explained', async () => {
    for (const helper of helpers) {
      const checked = await checkHelper(helper, inThisProcess);
      assert.deepEqual(
        checked!.errors.filter((error) => explanationOf(error) === undefined),
        [],
        helper.module,
      );
    }
  });

  it('are explained in the docs', () => {
    const page = readFileSync(new URL('../../../docs/false-findings.md', import.meta.url), 'utf8');
    for (const { why, rule } of explanations)
      assert.ok(page.includes(`\`${rule}\` | ${why} |`), `npm run helpers has to be run: ${why}`);
  });
});
