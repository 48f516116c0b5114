import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mutants } from '../../scripts/mutants.ts';

describe('the mutants of the checks', () => {
  it('change something that is still there, each something else', () => {
    const stale = mutants.filter(({ file, find }) => {
      const text = readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8');
      return !text.includes(find);
    });
    assert.deepEqual(stale, []);
    assert.equal(new Set(mutants.map(({ file, find }) => `${file} ${find}`)).size, mutants.length);
  });
});
