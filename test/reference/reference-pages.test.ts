import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { failureCatalogue } from '../../src/model/failures.ts';
import { isLimitName } from '../../src/model/limits.ts';
import { failuresPage, limitsPage } from '../../src/reference/reference-pages.ts';
import { settingsPage } from '../../src/reference/settings-page.ts';
import { environmentVariables } from '../../src/settings/environment.ts';
import { allSettings } from '../../src/settings/listed-settings.ts';
import { settings } from '../../src/settings/settings.ts';

const committed = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

describe('the reference pages', () => {
  it('are those of the code (`npm run docs` writes them)', () => {
    assert.equal(committed('failures.md'), failuresPage());
    assert.equal(committed('limits.md'), limitsPage());
    assert.equal(committed('settings.md'), settingsPage());
  });

  it('tell of every setting and environment variable', () => {
    const told = settingsPage() + limitsPage();
    for (const { path } of allSettings(settings))
      assert.ok(told.includes(`| \`${path.replace('limits.', '')}\` |`), path);
    for (const name of Object.keys(environmentVariables)) assert.ok(told.includes(`| \`${name}\` |`), name);
  });

  it('name only limits that exist in the help of failures', () => {
    for (const [code, { help }] of Object.entries(failureCatalogue))
      for (const [, name] of help.matchAll(/`(?:--limit )?(\w+)=…`/g))
        assert.ok(isLimitName(name!), `${code}: ${name}`);
  });
});
