import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { shellWord } from '../../src/text/shell-word.ts';

describe('a word of a command', () => {
  it('is what a shell takes for that word alone', () => {
    const words = [
      'pkg',
      './a/b-c_1.tar.gz',
      'a b',
      "it's",
      '$HOME',
      '`x`',
      'a;b',
      '*',
      '~',
      '"',
      '',
      'ä',
      '#x',
    ];
    for (const word of words)
      assert.equal(execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' }), word);
  });

  it('shows what acts on a terminal instead of letting it act', () => {
    assert.equal(shellWord('a\u001b[2J\nb'), "$'a\\x1b[2J\\nb'");
  });

  it('is that word also where it acts on a terminal', () => {
    for (const word of ['a\nb', "it's\t\\n", 'a\u001b[2J', '\u202eab', 'é\r1', '\u0085f', '\u{e0041}']) {
      const env = { LC_ALL: 'C.UTF-8' };
      const said = execFileSync('bash', ['--norc', '-c', `printf %s ${shellWord(word)}`], {
        encoding: 'utf8',
        env,
      });
      assert.equal(said, word);
    }
  });
});
