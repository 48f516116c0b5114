import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runButcher } from '../helpers/run-butcher.ts';

describe('butcher guide', () => {
  let cwd: string;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-guide-'));
  });
  after(() => rm(cwd, { recursive: true, force: true }));
  const butcher = (...args: readonly string[]) =>
    runButcher(args, { cwd, env: { BUTCHER_HOME: join(cwd, 'home') } });

  it('prints the requirements as Markdown', async () => {
    const { exitCode, stdout, stderr } = await butcher('guide');
    assert.deepEqual([exitCode, stderr], [0, '']);
    for (const words of ['# How to write a butcher package', '`splitter(dataset_path)`', '16 MiB', 'BUT401'])
      assert.ok(stdout.includes(words), words);
  });

  it('has an example that is accepted as it stands', async () => {
    const { stdout } = await butcher('guide');
    await mkdir(join(cwd, 'example'));
    const blocks = [...stdout.matchAll(/^`(\w+\.py)`:\n\n```python\n([\s\S]*?)```$/gm)];
    assert.deepEqual(
      blocks.map(([, name]) => name),
      ['Split.py', 'Processor.py', 'Merge.py'],
    );
    for (const [, name, text] of blocks) await writeFile(join(cwd, 'example', name!), text!);
    assert.equal((await butcher('validate', 'example')).stdout, 'Accepted: no findings.\n');
  });
});
