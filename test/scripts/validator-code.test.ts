import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { harnessMessageCode } from '../../scripts/validator-code.ts';

describe('the validators of messages', () => {
  it('are those of the schemas (`npm run validators` writes them)', () => {
    const generated = new URL('../../src/bridge/generated/harness-message.ts', import.meta.url);
    assert.equal(readFileSync(generated, 'utf8'), harnessMessageCode());
  });
});
