import assert from 'node:assert/strict';
import { codeFrame } from '../../src/text/code-frame.ts';

const at = (line: number, column: number | null = null, endColumn: number | null = null) => ({
  line,
  column,
  endLine: endColumn === null ? null : line,
  endColumn,
});

describe('a code frame', () => {
  const source = 'one\ntwo\r\n\tthree = "x"\nfour\nfive\n';

  it('shows the lines around a place and underlines it', () => {
    assert.deepEqual(codeFrame(source, at(3, 2, 7)), [
      '  1 | one',
      '  2 | two',
      '> 3 |     three = "x"',
      '    |     ^^^^^',
      '  4 | four',
    ]);
  });

  it('does without a column, and at both ends of the text', () => {
    assert.deepEqual(codeFrame(source, at(1)), ['> 1 | one', '  2 | two']);
    assert.deepEqual(codeFrame('a', at(1, 1, 2)), ['> 1 | a', '    | ^']);
    assert.deepEqual(codeFrame('a', at(2)), []);
    assert.deepEqual(codeFrame('a', at(0)), []);
  });

  it('is inert, and underlines what is seen', () => {
    assert.deepEqual(codeFrame('\x1b[31m = 1', at(1, 7, 8)), ['> 1 | \\x1b[31m = 1', '    |          ^']);
  });

  it('cuts long lines to what fits, around the place', () => {
    const lines = codeFrame(`${'a'.repeat(5000)}HERE${'b'.repeat(5000)}`, at(1, 5001, 5005), 60);
    assert.ok(lines.every((line) => line.length <= 60));
    const under = lines[1]!.indexOf('^');
    assert.equal(lines[0]!.slice(under, under + 4), 'HERE');
  });
});
