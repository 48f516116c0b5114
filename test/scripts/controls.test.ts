import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { allControls } from '../../scripts/controls/all.ts';

const root = new URL('../../', import.meta.url);

describe('the list of controls', () => {
  it('names what is still there, each once, with tests that are there', () => {
    for (const { file, name, find, tests } of allControls) {
      assert.ok(readFileSync(new URL(file, root), 'utf8').includes(find), `${file}: ${name} is not there`);
      assert.ok(tests.length > 0);
      for (const test of tests) assert.ok(existsSync(new URL(test, root)), test);
    }
    assert.equal(new Set(allControls.map(({ file, name }) => `${file}: ${name}`)).size, allControls.length);
    assert.equal(
      new Set(allControls.map(({ file, find, replace }) => `${file}: ${find} ${replace}`)).size,
      allControls.length,
    );
  });
});
