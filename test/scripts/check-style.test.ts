import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const script = fileURLToPath(new URL('../../scripts/check-style.mjs', import.meta.url));

/** What the check says of a file with that text, line by line. */
async function check(text: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'butcher-style-'));
  try {
    await writeFile(join(folder, 'file.ts'), text);
    const { exitCode, stderr } = await execa('node', [script, folder], { reject: false });
    const said = stderr === '' ? [] : stderr.split('\n');
    assert.equal(exitCode, said.length === 0 ? 0 : 1);
    return said;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const late = (name: string) => `${name} belongs above the first function or class`;

describe('check-style', () => {
  it('is content with constants on top, hidden members and short comments', async () => {
    const sound = [
      `// ${'x'.repeat(117)}`,
      'const limit = 1;',
      'const text = `',
      'class Shadowed:',
      '`;',
      '',
      '/** Holds. */',
      'export class Holder {',
      '  #held = 0;',
      '  private constructor(readonly limit: number) {}',
      '}',
      '',
      'export const twice = (n: number) => 2 * n;',
      'export const holder = Holder.of(limit);',
      'const held =',
      '  holder.held;',
      '',
      'function read(): number {',
      '  const inner = 1;',
      '  return inner;',
      '}',
      '',
    ];
    assert.deepEqual(await check(sound.join('\n')), []);
  });

  const wrong: readonly (readonly [what: string, line: string, problem: string])[] = [
    ['a private member', '  private count = 0;', 'a hidden member is written #name'],
    ['a protected method', '  protected async run() {}', 'a hidden member is written #name'],
    ['a long comment', `  // ${'x'.repeat(116)}`, 'a comment wraps at 120 columns'],
    ['a long line of a doc comment', ` * ${'x'.repeat(118)}`, 'a comment wraps at 120 columns'],
    ['a banner', '// ---- helpers ----', 'a comment draws no lines'],
    ['a ruler', '/* ======== */', 'a comment draws no lines'],
    ['a credit', '// Co-authored-by: somebody', 'a comment names no author'],
    [
      'a folder made so that it may never end',
      '  await mkdir(path, { recursive: true });',
      'folders are made by makeFolders, which returns',
    ],
    ['a number below a function', 'const limit = 1;', late('limit')],
    ['an exported list below a function', "export const names = ['a'];", late('names')],
    ['a value on a line of its own', 'const pattern =\n  /x/;', late('pattern')],
    ['a table over several lines', 'export const table = {\n  a: 1,\n} as const;', late('table')],
  ];
  for (const [what, line, problem] of wrong)
    it(`finds ${what}`, async () => {
      assert.deepEqual(await check(`export function first() {}\n\n${line}\n`), [`file.ts:3: ${problem}`]);
    });
});
