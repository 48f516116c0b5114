import assert from 'node:assert/strict';
import { fuzzArchives } from './helpers/fuzz-archives.ts';
import { scratchFolder } from './helpers/scratch.ts';

describe('mutated archives', () => {
  const scratch = scratchFolder();

  it('load within limits or are refused, and leave nothing behind', async () => {
    const { loaded } = await fuzzArchives(scratch.path, 400, 20_250_102);
    assert.ok(loaded > 10, 'some mutants are still packages');
  });
});
