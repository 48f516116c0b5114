import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ruleIds } from '../../src/checks/rule-table.ts';
import { rulesPage } from '../../src/checks/rules-page.ts';
import { guideText } from '../../src/cli/guide/guide-text.ts';

describe('what is made from the rule table', () => {
  it('docs/rules.md is what `npm run docs` writes', () => {
    const page = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');
    assert.equal(page, rulesPage());
  });

  it('docs/rules.md has a section for every rule', () => {
    for (const id of ruleIds) assert.ok(rulesPage().includes(`### ${id}: `), id);
  });

  it('the guide names every rule that code can break', () => {
    const packing = ['BUT106', 'BUT107', 'BUT108', 'BUT109', 'BUT110'];
    for (const id of ruleIds) assert.equal(guideText().includes(`- ${id}: `), !packing.includes(id), id);
  });
});
