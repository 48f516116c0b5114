import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { checkedMistakes, findMistake } from './checked-mistakes.ts';
import { mistakes } from './mistakes.ts';
import { checkedRow } from './mistakes-page.ts';

describe('a mistake that the checks see', () => {
  let page: string;
  before(async () => {
    page = await readFile(new URL('../../docs/mistakes.md', import.meta.url), 'utf8');
  });

  for (const mistake of checkedMistakes) {
    it(`is told at its line with what to do: ${mistake.what}`, async () => {
      const finding = await findMistake(mistake);
      assert(finding !== null, `no ${mistake.rule}`);
      assert.equal(finding.line, mistake.line);
      assert.match(finding.help, mistake.help);
      assert.ok(page.includes(checkedRow(mistake, finding)), 'docs/mistakes.md has it: npm run mistakes');
    });
  }

  it('is one of at least forty that run, and twenty that are checked, each once', () => {
    for (const [list, least] of [
      [mistakes, 40],
      [checkedMistakes, 20],
    ] as const) {
      assert.equal(new Set(list.map(({ what }) => what)).size, list.length);
      assert(list.length >= least, `${list.length}`);
    }
  });
});
