import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { libraryCases } from '../../scripts/libraries/cases.ts';
import { assertSameTar, tarMembers } from '../helpers/compare-tars.ts';
import { packResults, plainResultsTars } from '../helpers/plain-python.ts';
import { runButcher } from '../helpers/run-butcher.ts';

import { genesis, gzipCase, type SampleCase, sampleCases } from './sample-cases.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Whose second run is compared with the first too; for all others plain Python is proof enough. */
const runTwice = ['parallel-gzip', 'nested-results', 'random-sizes'];

describe('butcher run gives the bytes of one plain Python process', function () {
  this.timeout(120_000);
  let folder: string;
  let plainTars: ReadonlyMap<SampleCase, Buffer>;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-samples-'));
    const tars = await plainResultsTars(
      sampleCases.map((test) => ({ ...test, jobName: basename(test.package) })),
    );
    plainTars = new Map(sampleCases.map((test, index) => [test, tars[index]!]));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const test of sampleCases) {
    it(test.package, async () => {
      const name = basename(test.package);
      const tar = await butcherRun(test, join(folder, `${name}.tar`));
      await assertSameTar(tar, plainTars.get(test)!, 'the run differs from plain Python');
      if (test.expected !== undefined) {
        const expected = await packResults(join(root, test.expected));
        await assertSameTar(tar, expected, 'the run differs from expected/');
      }
      if (runTwice.includes(name)) {
        const again = await butcherRun(test, join(folder, `${name}.again.tar`));
        await assertSameTar(again, tar, 'the second run differs from the first');
      }
    });
  }

  it('parallel-gzip gives what gunzip turns back into the input', async () => {
    // Whose bytes the run has given above.
    const { bytes } = (await tarMembers(plainTars.get(gzipCase)!)).get('data.gz')!;
    assert.ok(gunzipSync(bytes).equals(await readFile(join(root, genesis))));
  });

  it('has every sample and every fixture package', async () => {
    const folders = ['samples', 'test/fixtures/packages'];
    const there: string[] = [];
    for (const parent of folders) {
      const entries = await readdir(join(root, parent), { withFileTypes: true });
      there.push(...entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${parent}/${name}`));
    }
    // Those that need libraries are run by `npm run test:libraries`.
    const others = libraryCases.map((test) => test.package).filter((path) => path.startsWith('samples/'));
    assert.deepEqual(there.sort(), [...sampleCases.map((test) => test.package), ...others].sort());
  });

  async function butcherRun(test: SampleCase, out: string): Promise<Buffer> {
    const args = [
      'run',
      test.package,
      '--name',
      basename(test.package),
      '--workers',
      '2',
      '--out',
      out,
      '--quiet',
    ];
    if (test.dataset !== null) args.push('--data', test.dataset);
    const run = await runButcher(args, { cwd: root, env: { BUTCHER_HOME: join(folder, 'home') } });
    assert.equal(run.exitCode, 0, run.stderr);
    return readFile(out);
  }
});
