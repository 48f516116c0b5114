import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const script = fileURLToPath(new URL('../../scripts/check-patterns.mjs', import.meta.url));

/** Checks a folder with one file, and returns what the check says. */
async function check(text: string): Promise<{ exitCode: number | undefined; said: string; figures: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'butcher-patterns-'));
  try {
    await writeFile(join(folder, 'read.ts'), text);
    const { exitCode, stderr, stdout } = await execa('node', [script, folder], { reject: false });
    return { exitCode, said: stderr, figures: stdout };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('check-patterns', () => {
  it('is content with patterns that take linear time, in types, texts and comments too', async () => {
    const { exitCode, said, figures } = await check(
      [
        '// /(a+)+$/',
        "const kept: RegExp = /^[a-z]+(?:,[a-z]+)*$/; const text = '/(a+)+$/';",
        "const schema = { pattern: '^[0-9]{1,9}$', other: 4 / 2 / 1 };",
        "const made = new RegExp('^a$', 'u'); const cut = text.match(/b/d) ?? text.search('b');",
        `const states = { pattern: \`^(\${kept})$\` };`,
      ].join('\n'),
    );
    assert.deepEqual({ exitCode, said }, { exitCode: 0, said: '' });
    assert.match(figures, /^6 patterns, /);
  });

  const bad: readonly (readonly [what: string, text: string, expected: RegExp])[] = [
    ['exponential time', 'const a = /^(?:a+)+$/;', /read\.ts:1: \/.*\/ can take exponential time/],
    ['polynomial time', '\nconst a = /^a*b?a*$/;', /read\.ts:2: .* more than linear time, by a\* and a\*/],
    ['a search that begins anew at every place', 'x.replace(/-+$/, "");', /more than linear time, by -\+/],
    ['one behind a word', 'x.replace(/suppress\\(.*Error/, "");', /more than linear time, by \.\*/],
    ['one in a group', 'const a = /x(?:y|\\[[^\\]]*\\]\\s*=)/;', /more than linear time, by \[\^\\\]\]\*/],
    ['the text of a constructor', "const a = new RegExp('^(a|a)*$');", /exponential time/],
    ['alternatives that match the same', 'const a = /^(?:_|\\w|-)*$/;', /exponential time, by \(\?:_/],
    ['the pattern of a schema', "const a = { pattern: '^(a+)+$' };", /exponential time/],
    ['a text that becomes a pattern', "text.match('(a+)+$');", /exponential time/],
    ['a pattern put together at run time', 'const a = RegExp(`^$' + '{x}$`);', /put together at run time/],
  ];
  for (const [what, text, expected] of bad)
    it(`finds ${what}`, async () => {
      const { exitCode, said } = await check(text);
      assert.match(said, expected);
      assert.equal(said.split('\n').length, 1);
      assert.equal(exitCode, 1);
    });
});
