import assert from 'node:assert/strict';
import { block, line } from '../../../web/src/show/inert.ts';

const acting = '\u0000\u001b[2J\u0085\u202e\u2066\u200b\ufeff\ud800\u{e0041}';

describe('text of users on the page', () => {
  it('has nothing that hides, acts or turns the direction of writing', () => {
    for (const show of [line, block]) {
      const shown = show(`<b>${acting}</b>`);
      assert.match(shown, /^<b>[\x20-\x7e]+<\/b>$/);
    }
  });

  it('keeps its letters of every script, and lines where it may have some', () => {
    const text = 'é ü 漢字 עברית 😀';
    assert.equal(line(text), text);
    assert.equal(block(`${text}\r\n\t${text}`), `${text}\n\t${text}`);
    assert.equal(line('a\nb'), 'a\\nb');
  });
});
