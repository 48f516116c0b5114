import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseModule } from '../../../src/checks/model/parse-module.ts';
import { pythonParser } from '../../../src/checks/model/python-parser.ts';
import { decodeSource } from '../../../src/package/decode-source.ts';

type SeenFunction = readonly [line: number, qualifiedName: string, isGenerator: boolean];

describe('the standard library, function for function as CPython sees it', () => {
  let expected: Readonly<Record<string, readonly SeenFunction[]>>;

  before(async () => {
    const script = fileURLToPath(new URL('functions_of.py', import.meta.url));
    const { stdout } = await promisify(execFile)('python3', ['-W', 'ignore', script], { maxBuffer: 2 ** 28 });
    expected = JSON.parse(stdout) as typeof expected;
  });

  it('has the same functions, and the same of them are generators', async () => {
    const parser = await pythonParser();
    let generators = 0;
    for (const [path, functions] of Object.entries(expected)) {
      const decoded = decodeSource(await readFile(path));
      assert.ok('text' in decoded, path);
      const { tree, hasError } = parser.parse(decoded.text);
      assert.equal(hasError, false, path);
      const seen = parseModule(path, tree).functions.map(
        ({ node, qualifiedName, yields }) =>
          [tree.positions.at(node.start).line, qualifiedName, yields.length > 0] as const,
      );
      assert.deepEqual(inOrder(seen), inOrder(functions), path);
      generators += functions.filter(([, , isGenerator]) => isGenerator).length;
    }
    assert.ok(generators > 150, `only ${generators} generators were compared`);
  });
});

function inOrder(functions: readonly SeenFunction[]): string[] {
  return functions.map((each) => each.join(' ')).sort();
}
