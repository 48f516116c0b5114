import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fitName, isBlank, isDatasetName, isName, saidText } from '../../src/model/names.ts';

describe('names', () => {
  it('are letters, digits, dots, dashes and underscores, beginning with a letter or digit', () => {
    for (const name of ['a', '7', 'word-count', 'A.b_c-9', 'x'.repeat(63)]) assert.ok(isName(name), name);
    const bad = [
      '',
      '.hidden',
      '-flag',
      '_x',
      'a b',
      'a/b',
      'a\n',
      '\na',
      'a\0',
      'é',
      'x'.repeat(64),
      '<b>',
      'a\u202e',
    ];
    for (const name of bad) assert.ok(!isName(name), JSON.stringify(name));
  });

  it('of data can be seen', () => {
    for (const name of ['d', 'my data', '漢字', '.x']) assert.ok(isDatasetName(name), name);
    for (const name of ['', ' ', '\u200b', '\u3164 ', '..', 'a/b'])
      assert.ok(!isDatasetName(name), JSON.stringify(name));
  });

  it('are made to fit whatever the text, and left alone where they do', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const name = fitName(text, 'package');
        assert.ok(isName(name));
        assert.equal(fitName(name, 'package'), name);
      }),
      { seed: 20_250_104 },
    );
  });

  const fitted: readonly (readonly [text: string, name: string])[] = [
    ['my data.csv', 'my-data.csv'],
    ['Café', 'Cafe'],
    ['../../etc/passwd', 'etc-passwd'],
    ['数据', 'package'],
    ['...', 'package'],
    ['__proto__', 'proto__'],
    ['a\r\nSet-Cookie: x', 'a-Set-Cookie-x'],
  ];
  for (const [text, name] of fitted)
    it(`fit ${JSON.stringify(text)} to ${name}`, () => assert.equal(fitName(text, 'package'), name));

  it('fit the longest text at once, by its beginning and its end', () => {
    const began = performance.now();
    for (const filling of ['-', ' ', '\u0301', '\ufdfa', '.'])
      assert.equal(
        fitName(`a${filling.repeat(1_000_000)}b.csv`, 'x'),
        fitName(`a${filling.repeat(600)}b.csv`, 'x'),
      );
    const tookMs = performance.now() - began;
    assert.ok(tookMs < 500, `${tookMs} ms`);
  });
});

describe('blank text', () => {
  it('shows nothing to whoever reads it', () => {
    const blank = [
      '',
      ' \t\n',
      '\u00a0\u3000',
      '\u200b\u2060\ufeff',
      '\u00ad',
      '\u3164\uffa0\u115f',
      '\ufe0f',
      '\u2800',
    ];
    for (const text of blank) assert.ok(isBlank(text), JSON.stringify(text));
    for (const text of ['a', ' . ', '\u200bé', '漢', '🙂', '0'])
      assert.ok(!isBlank(text), JSON.stringify(text));
  });

  it('is as good as none', () => {
    assert.deepEqual(
      [undefined, null, ' ', ' upgrade '].map((text) => saidText(text)),
      [null, null, null, ' upgrade '],
    );
  });
});
