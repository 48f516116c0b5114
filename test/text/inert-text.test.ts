import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inertJson, inertLine, inertText } from '../../src/text/inert-text.ts';

describe('inert text', () => {
  it('shows what could act as escapes', () => {
    assert.equal(
      inertLine('\x1b]0;x\x07\r\n\0\x7f\x9b\u202e\u2066\u2028\ufeff\ud800\u{e0041}'),
      '\\x1b]0;x\\x07\\r\\n\\x00\\x7f\\x9b\\u202e\\u2066\\u2028\\ufeff\\ud800\\u{e0041}',
    );
  });

  it('shows what nobody would see', () => {
    assert.equal(
      inertLine('a\u2063b\u3164c\u180ed\u115fe\ufff9f\u206ag\uffa0'),
      'a\\u2063b\\u3164c\\u180ed\\u115fe\\ufff9f\\u206ag\\uffa0',
    );
  });

  it('leaves writing alone', () => {
    for (const text of ['naïve café', '你好', 'עברית', 'a\tb', '👩‍🔬', '❤️', 'می‌خواهم', 'किताब'])
      assert.equal(inertLine(text), text);
    assert.equal(inertText('a\r\nb\n'), 'a\nb\n');
  });

  it('never acts, whatever the text, and loses nothing in JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.match(inertLine(text), /^[\t\P{Cc}]*$/u);
        const json = inertJson(JSON.stringify({ text }));
        assert.match(json, /^\P{Cc}*$/u);
        assert.deepEqual(JSON.parse(json), { text });
      }),
      { seed: 7 },
    );
  });
});
