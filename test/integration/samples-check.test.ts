import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPackage } from '../../src/checks/check-package.ts';
import type { Finding } from '../../src/model/finding.ts';
import { defaultLimits } from '../../src/model/limits.ts';
import { loadPackage } from '../../src/package/load-package.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('static checks of packages that run well', () => {
  it('find nothing at all in the samples and the benchmark, under --strict', async () => {
    const samples = await packagesIn('samples');
    assert.ok(samples.length >= 8);
    for (const path of [...samples, 'bench/package']) assert.deepEqual(await findings(path, true), [], path);
  });

  it('find no error in the fixture packages', async () => {
    for (const path of await packagesIn('test/fixtures/packages')) {
      const errors = (await findings(path, false)).filter(({ severity }) => severity === 'error');
      assert.deepEqual(errors, [], path);
    }
  });
});

async function packagesIn(parent: string): Promise<string[]> {
  const entries = await readdir(join(root, parent), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(parent, name));
}

async function findings(path: string, strict: boolean): Promise<readonly Finding[]> {
  const loaded = await loadPackage(join(root, path), defaultLimits);
  assert.ok(loaded.kind === 'loaded' && loaded.source !== null, `${path} cannot be loaded`);
  const checked = await checkPackage(loaded.source, { forRun: true, strict, limits: defaultLimits });
  return [...loaded.findings, ...checked.findings];
}
