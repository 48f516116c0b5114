import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  harnessMessageCode,
  keptCheckCode,
  manifestCode,
  settingsCode,
} from '../../scripts/validator-code.ts';

const committed = (path: string) => readFileSync(new URL(`../../src/${path}`, import.meta.url), 'utf8');

describe('the validators of messages, settings, manifests and kept reports', () => {
  it('are those of the schemas (`npm run validators` writes them)', () => {
    assert.equal(committed('bridge/generated/harness-message.ts'), harnessMessageCode());
    assert.equal(committed('settings/generated/validate-settings.ts'), settingsCode());
    assert.equal(committed('package/generated/validate-manifest.ts'), manifestCode());
    assert.equal(committed('home/generated/validate-kept-check.ts'), keptCheckCode());
  });
});
