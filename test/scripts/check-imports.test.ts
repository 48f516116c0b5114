import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const script = fileURLToPath(new URL('../../scripts/check-imports.mjs', import.meta.url));

/** Checks a source tree given by its files, and returns what the check says. */
async function check(
  files: Record<string, string>,
): Promise<{ exitCode: number | undefined; said: string; figures: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'butcher-imports-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const { exitCode, stderr, stdout } = await execa('node', [script, folder], { reject: false });
    return { exitCode, said: stderr, figures: stdout };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const sound = {
  'text/shown.ts': 'export const shown = 1;',
  'bridge/messages.ts': 'export type Message = string;',
  'runtime/runtime.ts':
    "import type { Message } from '../bridge/messages.ts';\nexport interface Runtime { m: Message }",
  'runtime/docker/adapter.ts':
    "import type { Runtime } from '../runtime.ts';\nexport const make = (): Runtime => null!;",
  'jobs/run.ts':
    "// import { make } from '../runtime/docker/adapter.ts';\n/* from '../compose.ts' */\nexport * from '../runtime/runtime.ts';",
  'compose.ts': "export { make } from './runtime/docker/adapter.ts';\nexport * from './jobs/run.ts';",
  'cli/main.ts': "import '../compose.ts';",
};

describe('check-imports', () => {
  it('is content with imports that point the right way, and does not read comments', async () => {
    const { exitCode, said, figures } = await check(sound);
    assert.deepEqual({ exitCode, said }, { exitCode: 0, said: '' });
    assert.match(figures, /^7 files in \d+ areas, from the bottom up: text 1, .*bridge 1, /);
    assert.match(figures, /most files flat in a folder \(at most 20\): /);
  });

  const violations: readonly [string, Record<string, string>, RegExp][] = [
    [
      'an adapter imported outside compose.ts',
      { 'jobs/bad.ts': "import { make } from '../runtime/docker/adapter.ts';" },
      /jobs\/bad\.ts imports runtime\/docker\/adapter\.ts: jobs may not import runtime\/docker/,
    ],
    [
      'a type imported against the direction',
      { 'bridge/bad.ts': "import type { Runtime } from '../runtime/runtime.ts';" },
      /bridge may not import runtime/,
    ],
    [
      'a lazy import',
      { 'checks/bad.ts': "export const later = () => import('../jobs/run.ts');" },
      /checks may not import jobs/,
    ],
    [
      'a re-export spread over lines',
      { 'jobs/bad.ts': "export {\n  make,\n} from\n  '../compose.ts';" },
      /jobs may not import compose\.ts/,
    ],
    [
      'a folder that nobody has placed',
      { 'news/bad.ts': "import '../jobs/run.ts';" },
      /news\/bad\.ts is in no area/,
    ],
    ['a missing file', { 'jobs/bad.ts': "import './gone.ts';" }, /jobs\/gone\.ts, which does not exist/],
    [
      'two areas that import each other, if only types',
      {
        'jobs/disk/bad.ts': "import type {\n  Split,\n} from '../split/split.ts';",
        'jobs/split/split.ts': '',
      },
      /jobs\/disk may not import jobs\/split/,
    ],
    [
      'types that name each other in a ring',
      { 'jobs/a.ts': "import './b.ts';", 'jobs/b.ts': "import type {\n  A,\n} from './a.ts';" },
      /import cycle: jobs\/a\.ts → jobs\/b\.ts → jobs\/a\.ts/,
    ],
    [
      'a folder with more than 20 files',
      Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`checks/flow/file-${index}.ts`, ''])),
      /checks\/flow has 21 files flat, more than 20/,
    ],
    [
      'a ring of imports',
      {
        'jobs/a.ts': "import './b.ts';",
        'jobs/b.ts': "import { type Run } from './c.ts';",
        'jobs/c.ts': "export * from './a.ts';",
      },
      /import cycle: jobs\/a\.ts → jobs\/b\.ts → jobs\/c\.ts → jobs\/a\.ts/,
    ],
  ];
  for (const [what, files, expected] of violations)
    it(`finds ${what}`, async () => {
      const { exitCode, said } = await check({ ...sound, ...files });
      assert.match(said, expected);
      assert.equal(said.split('\n').length, 1);
      assert.equal(exitCode, 1);
    });
});
