import assert from 'node:assert/strict';
import { readCsv } from '../../../web/src/state/csv.ts';
import { kindOf } from '../../../web/src/state/previews.ts';
import { hexOf, textOf } from '../../../web/src/state/shown-bytes.ts';

describe('a table of separated values', () => {
  for (const [text, rows] of [
    [
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['"a,1","b ""c"""\n', [['a,1', 'b "c"']]],
    ['"two\nlines",x\n', [['two\nlines', 'x']]],
    [
      'a,,c\n,\n',
      [
        ['a', '', 'c'],
        ['', ''],
      ],
    ],
    ['"never closed\n,x', [['never closed\n,x']]],
    ['"a"b,c', [['ab', 'c']]],
    ['', []],
  ] as const)
    it(`is read: ${JSON.stringify(text)}`, () => assert.deepEqual(readCsv(text, ',', 10).rows, rows));

  it('ends with the rows that are wanted', () => {
    const { rows, cut } = readCsv('1\n2\n3\n', ',', 2);
    assert.deepEqual([rows, cut], [[['1'], ['2']], true]);
    assert.equal(readCsv('1\n2\n', ',', 2).cut, false);
  });
});

describe('bytes that are shown', () => {
  it('are text where they are UTF-8 without controls', () => {
    const encoder = new TextEncoder();
    assert.equal(textOf(encoder.encode('aé\n\t'), false), 'aé\n\t');
    assert.equal(textOf(encoder.encode('a\x1b[31m'), false), null);
    assert.equal(textOf(Uint8Array.of(0xff, 0xfe), false), null);
    const cut = encoder.encode('aé').subarray(0, 2);
    assert.equal(textOf(cut, true), 'a');
    assert.equal(textOf(cut, false), null);
  });

  it('are hex where they are not', () => {
    assert.equal(hexOf(Uint8Array.of(0, 65, 255)), `000000  00 41 ff${' '.repeat(39)}  .A.`);
    assert.equal(hexOf(new Uint8Array(17)).split('\n').length, 2);
  });
});

describe('a file of the results', () => {
  it('is shown by what its name says, and as text where that says nothing', () => {
    for (const [name, kind] of [
      ['plot.SVG', 'picture'],
      ['a.b.csv', 'csv'],
      ['page.html', 'text'],
      ['constructor', 'text'],
      ['', 'text'],
    ] as const)
      assert.equal(kindOf(name), kind);
  });
});
