import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runButcher } from './helpers/run-butcher.ts';

describe('the README', () => {
  let cwd: string;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-readme-'));
  });
  after(() => rm(cwd, { recursive: true, force: true }));

  it('shows a package that is accepted and does what it says', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const block = /```python\n([\s\S]*?)```/.exec(readme)![1]!;
    await mkdir(join(cwd, 'wordcount'));
    const files = block.split(/^# (?=\w+\.py:)/m).slice(1);
    assert.equal(files.length, 3);
    for (const file of files) await writeFile(join(cwd, 'wordcount', file.split(':')[0]!), `# ${file}`);
    await writeFile(join(cwd, 'corpus.txt'), 'The cat\nthe dog\nTHE END the\n'.repeat(50_000));
    const place = { cwd, env: { BUTCHER_HOME: join(cwd, 'home') } };

    const validated = await runButcher(['validate', 'wordcount'], place);
    assert.equal(validated.stdout, 'Accepted: no findings.\n');
    const run = ['run', 'wordcount', '--data', 'corpus.txt', '--out', 'counts', '--runtime', 'process'];
    const { exitCode, stderr } = await runButcher(run, place);
    assert.equal(exitCode, 0, stderr);
    const lines = (await readFile(join(cwd, 'counts', 'counts.txt'), 'utf8')).trimEnd().split('\n');
    assert.deepEqual(lines.sort(), ['cat 50000', 'dog 50000', 'end 50000', 'the 200000']);
  });
});
