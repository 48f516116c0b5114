import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npy } from '../cli/init/npy.ts';
import { runButcher } from '../helpers/run-butcher.ts';

/** The template that needs the image's NumPy; the others are in test/cli/init. */
describe('the numpy template of butcher init', () => {
  let cwd: string;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'butcher-numpy-template-'));
  });
  after(() => rm(cwd, { recursive: true, force: true }));

  async function summary(data: Buffer): Promise<Record<string, number | null>> {
    const folder = await mkdtemp(join(cwd, 'run-'));
    const place = { cwd: folder, env: { BUTCHER_HOME: join(cwd, 'home') } };
    await writeFile(join(folder, 'numbers.npy'), data);
    await runButcher(['init', 'made', '--template', 'numpy'], place);
    const run = ['run', 'made', '--data', 'numbers.npy', '--out', 'out', '--quiet'];
    const { exitCode, stderr } = await runButcher(run, place);
    assert.equal(exitCode, 0, stderr);
    return JSON.parse(await readFile(join(folder, 'out', 'summary.json'), 'utf8'));
  }

  it('has a spread that is right far from zero', async () => {
    const found = await summary(npy(Array.from({ length: 600_000 }, (_, index) => 1e9 + (index % 4))));
    assert.equal(found.count, 600_000);
    assert(Math.abs(found.mean! - (1e9 + 1.5)) < 1e-6);
    assert(Math.abs(found['standard deviation']! - Math.sqrt(1.25)) < 1e-9);
  });

  it('leaves out what is not finite and says so', async () => {
    assert.deepEqual(await summary(npy([Number.NaN, 1, 3, Number.POSITIVE_INFINITY])), {
      count: 2,
      mean: 2,
      'standard deviation': 1,
      'not finite': 2,
    });
  });

  it('says that nothing has no mean', async () => {
    const nothing = { count: 0, mean: null, 'standard deviation': null, 'not finite': 0 };
    assert.deepEqual(await summary(npy([])), nothing);
  });
});
