import assert from 'node:assert/strict';
import { pythonParser } from '../../../src/checks/model/python-parser.ts';

describe('pythonParser', () => {
  it('keeps names, literals and operators in source order, and no comments', async () => {
    const { tree } = (await pythonParser()).parse('x = a + 1  # two\n');
    const kinds = [...tree.root.descendants()].map((node) => `${node.kind} ${node.text}`);
    assert.deepEqual(kinds, [
      'expression_statement x = a + 1',
      'assignment x = a + 1',
      'identifier x',
      'binary_operator a + 1',
      'identifier a',
      '+ +',
      'integer 1',
    ]);
  });

  it('looks into f-strings and not into other strings', async () => {
    const { tree } = (await pythonParser()).parse('f"{a}" "{b}" rf"{c}"\n');
    const names = [...tree.root.descendants()].filter(({ kind }) => kind === 'identifier');
    assert.deepEqual(
      names.map(({ text }) => text),
      ['a', 'c'],
    );
  });

  const valid: readonly (readonly [what: string, text: string])[] = [
    ['line ends of old Macs', 'def f():\r    return 1\r'],
    ['line ends of Windows', 'def f():\r\n    return 1\r\n'],
    [
      'defaults of type parameters',
      'def f[T = int, *Ts = (1, 2)](x: T): pass\nclass A[T: int = str]: pass\n',
    ],
    ['an attribute on the next line of a bracket', 'def f():\n    (a.\nb)\n    (a.\nb(\n))\n'],
    ['soft keywords as names', 'match = type = case = 1\nprint(match, type, case)\nmatch.x[case]\n'],
  ];
  for (const [what, text] of valid) {
    it(`understands ${what}`, async () => {
      const { tree, hasError } = (await pythonParser()).parse(text);
      assert.equal(hasError, false);
      assert.equal(tree.text, text);
    });
  }

  it('says when a text makes no sense', async () => {
    assert.equal((await pythonParser()).parse('def f(:\n').hasError, true);
  });

  it('stands deep nesting', async () => {
    for (const [open, close] of ['()', '[]', ['-', ''], ['lambda: ', ''], ['not ', ''], ['f(a', ')']]) {
      const text = `x = ${open!.repeat(20_000)}1${close!.repeat(20_000)}\n`;
      assert.ok((await pythonParser()).parse(text).tree.size > 20_000);
    }
  });
});
