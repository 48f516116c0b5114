import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const root = fileURLToPath(new URL('../..', import.meta.url));
const mocha = ['node_modules/mocha/bin/mocha.js', '--reporter', 'dot'];

/** Runs mocha as `npm run test:quick` does, on that file, and returns how it ended. */
function quickly(file: string) {
  const args = [
    ...mocha,
    '--require',
    'test/helpers/no-engine.ts',
    '--ignore',
    'test/**/*.engine.test.ts',
    file,
  ];
  return execa('node', args, { cwd: root, reject: false, all: true });
}

describe('the division of the tests', () => {
  it('loses no file: what describes something at its margin is a test file by its name', () => {
    const files = readdirSync(join(root, 'test'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .filter((path) => !path.startsWith('test/fixtures/'));
    const tests = files.filter((path) => /^describe\(/m.test(readFileSync(join(root, path), 'utf8')));
    assert.ok(tests.some((path) => path.endsWith('.engine.test.ts')));
    assert.deepEqual(
      tests.filter((path) => !path.endsWith('.test.ts')),
      [],
    );
  });

  it('is kept by a trap: a quick test that asks an engine fails the run, although it could do without', async () => {
    const { exitCode, all } = await quickly('test/fixtures/quick-tests/asks-an-engine.ts');
    assert.equal(exitCode, 1, all);
    assert.match(all, /what asks a container engine belongs in a \*\.engine\.test\.ts/);
    assert.match(all, /something quick asks an engine and can do without/);
    assert.doesNotMatch(all, /something quick asks no engine/);
  });
});
