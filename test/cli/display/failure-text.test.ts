import assert from 'node:assert/strict';
import { failureText } from '../../../src/cli/display/failure-text.ts';
import { plainStyle } from '../../../src/cli/display/style.ts';
import { type Failure, failure } from '../../../src/model/failures.ts';
import { defaultLimits } from '../../../src/model/limits.ts';

const source = 'import json\n\n\ndef Processor(fragment):\n    return 1 / 0\n';

function textOf(of: Failure): string {
  return failureText(
    of,
    { limits: defaultLimits, source: (path) => (path === 'Processor.py' ? source : null), columns: 80 },
    plainStyle,
  );
}

describe('the text of a failure', () => {
  it('shows the code, the place in the author’s own file, the fragment and what to do', () => {
    const text = textOf(
      failure('user-error', 'process', 'ZeroDivisionError: division by zero', {
        fragment: 17,
        file: 'Processor.py',
        line: 5,
        traceback:
          'Traceback:\n  File "Processor.py", line 5, in Processor\nZeroDivisionError: division by zero\n',
      }),
    );
    assert.equal(
      text,
      [
        'failed: user-error  ZeroDivisionError: division by zero',
        '  Processor.py:5, in the processor, fragment 17',
        '',
        '    3 |',
        '    4 | def Processor(fragment):',
        '  > 5 |     return 1 / 0',
        '    6 |',
        '',
        '    Traceback:',
        '      File "Processor.py", line 5, in Processor',
        '    ZeroDivisionError: division by zero',
        '  what to do: The traceback shows where; correct it and run again.',
        '',
      ].join('\n'),
    );
  });

  it('shows so much of a long message and of a long line as can be read', () => {
    const said = `ValueError: could not convert: b'${'7'.repeat(20_000)}' at the end`;
    const text = textOf(failure('user-error', 'process', said, { traceback: `Traceback:\n${said}\n` }));
    assert(text.length < 2500, `${text.length} characters`);
    const lines = text.split('\n').filter((line) => line.includes('ValueError: could not convert: b'));
    assert.equal(lines.length, 2);
    for (const line of lines) {
      const [head, left, tail] = /^(.*) … ([\d,]+) characters … (.*)$/.exec(line)!.slice(1);
      assert(tail!.endsWith("7' at the end"));
      const shown = head!.slice(head!.indexOf('ValueError')).length + tail!.length;
      assert.equal(shown + Number(left!.replaceAll(',', '')), said.length);
    }
  });

  it('shows limit and observed value in their unit', () => {
    const text = textOf(
      failure('fragment-too-large', 'split', 'too large', {
        fragment: 2,
        limit: 'fragmentBytes',
        observed: 16 * 1024 * 1024 + 1,
      }),
    );
    assert.match(
      text,
      /limit fragmentBytes: 16 MiB \(16,777,216 bytes\), reached 16 MiB \(16,777,217 bytes\)/,
    );
    assert.match(
      textOf(failure('fragment-timeout', 'process', 'slow', { limit: 'fragmentSeconds', observed: 301.5 })),
      /limit fragmentSeconds: 5 min, reached 5 min 2 s/,
    );
  });

  it('keeps the end of a long traceback', () => {
    const traceback = Array.from({ length: 100 }, (_, n) => `line ${n}`).join('\n');
    const lines = textOf(failure('recursion-depth', 'process', 'deep', { traceback })).split('\n');
    assert.ok(lines.includes('    line 99'));
    assert.ok(lines.some((line) => line.includes('88 lines more above')));
    assert.ok(lines.length < 20);
  });

  it('says that an internal failure is ours', () => {
    const text = textOf(failure('internal', 'process', 'Butcher itself failed: it broke'));
    assert.match(text, /report it/);
    assert.doesNotMatch(text, /package|mend|correct/i);
  });

  it('is inert whatever user code put into it', () => {
    const evil = 'a\x1b[31m\x07\u202e\u2028b';
    const text = textOf(
      failure('user-error', 'process', evil, {
        file: evil,
        line: 1,
        traceback: evil,
        help: evil,
        limit: evil,
      }),
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there.
    assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\u202e\u2028]/);
  });
});
