import assert from 'node:assert/strict';
import { type RuffLinter, ruffLinter } from '../../../src/checks/ruff/ruff-linter.ts';
import { withoutSuppressions } from '../../../src/checks/ruff/suppression-comments.ts';

describe('ruff', () => {
  let ruff: RuffLinter;
  before(() => {
    ruff = ruffLinter();
  });
  const codes = (text: string) =>
    ruff.check(text)?.map(({ code, line, column }) => `${code} ${line}:${column}`);

  it('counts columns in characters, also beyond the basic plane', () => {
    assert.deepEqual(codes('text = "🙂🙂"; missing\n'), ['F821 1:14']);
  });

  it('is not silenced by comments', () => {
    for (const comment of ['# noqa', '#NOQA: F821', '# flake8: noqa', '# ruff: noqa', '# x # noqa:F821'])
      assert.deepEqual(codes(`missing  ${comment}\n`), ['F821 1:1'], comment);
    assert.deepEqual(codes('# ruff: disable[F821]\nmissing\n# ruff: enable[F821]\n'), ['F821 2:1']);
    assert.deepEqual(codes('# ruff:file-ignore[F821]\nmissing\n'), ['F821 2:1']);
  });

  it('leaves every character in its place when it takes comments out of force', () => {
    const text = 'a = "# noqa"  # noqa: F401, é\nnoqa = 1\n# Ruff : disable\n';
    const changed = withoutSuppressions(text);
    assert.equal(changed.length, text.length);
    assert.ok(changed.includes('noqa = 1'));
    assert.doesNotMatch(changed, /# noqa|ruff/i);
  });

  it('gives up on deep nesting without spoiling the next answers', () => {
    const deep = [
      `x = ${'('.repeat(20_000)}1${')'.repeat(20_000)}\n`,
      `x = ${'not '.repeat(20_000)}1\n`,
      `x = 1${' + 1'.repeat(20_000)}\n`,
      `x = ${'f"{'.repeat(5_000)}1${'}"'.repeat(5_000)}\n`,
    ];
    for (const text of deep) {
      assert.equal(ruff.check(text), null);
      assert.deepEqual(codes('import os\n'), ['F401 1:8']);
    }
  });

  it('tells nesting from text in strings and comments, also after an error', () => {
    const tokens = ruff.nesting('é = f(1,  # (\ndef g():\n    return "(" + f"{x}"\n');
    assert.deepEqual(
      tokens.map(({ kind, offset }) => `${kind} ${offset}`),
      ['open 5', 'open 19', 'close 20', 'indent 23', 'open 42', 'close 44', 'dedent 47'],
    );
    assert.deepEqual(ruff.nesting('x = """\n'), []);
  });
});
