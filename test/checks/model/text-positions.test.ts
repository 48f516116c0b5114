import assert from 'node:assert/strict';
import { TextPositions } from '../../../src/checks/model/text-positions.ts';

describe('TextPositions', () => {
  const cases: readonly (readonly [text: string, part: string, line: number, column: number])[] = [
    ['abc', 'a', 1, 1],
    ['abc\ndef', 'e', 2, 2],
    ['abc\r\ndef', 'd', 2, 1],
    ['abc\rdef', 'f', 2, 3],
    ['a\n\n\nb', 'b', 4, 1],
    ['é = ü', 'ü', 1, 5],
    ['𝒳𝒳 = y', 'y', 1, 6],
    ['"👩‍🔬" x', 'x', 1, 7],
    ['a\u2028b', 'b', 1, 3],
    ['a\fb', 'b', 1, 3],
    ['\tb', 'b', 1, 2],
  ];
  for (const [text, part, line, column] of cases) {
    it(`finds ${JSON.stringify(part)} in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(new TextPositions(text).at(text.indexOf(part)), { line, column });
    });
  }

  it('has a place for the end of the text', () => {
    assert.deepEqual(new TextPositions('ab\n').at(3), { line: 2, column: 1 });
  });
});
