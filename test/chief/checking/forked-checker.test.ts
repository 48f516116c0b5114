import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { validatePackage } from '../../../src/checks/validate-package.ts';
import { ForkedChecker } from '../../../src/chief/checking/forked-checker.ts';
import { defaultLimits } from '../../../src/model/limits.ts';

const sample = fileURLToPath(new URL('../../../samples/word-count', import.meta.url));
const options = { limits: defaultLimits, strict: false, forRun: true };

describe('ForkedChecker', () => {
  it('finds what a check in this process finds, and loads the same package', async () => {
    const checker = new ForkedChecker();
    try {
      const own = await validatePackage(sample, options);
      const [first, second] = await Promise.all([
        checker.validate(sample, options),
        checker.validate(sample, options),
      ]);
      assert.deepEqual(first, own);
      assert.deepEqual(second, own);
      assert.equal((await checker.validate('/nowhere', options)).kind, 'wrong-usage');
    } finally {
      await checker.close();
    }
  });

  it('refuses a package whose check takes too long, and checks the next in a new process', async () => {
    const bounds = { checkMs: 1, memoryMib: 256 };
    const checker = new ForkedChecker(bounds);
    try {
      const validation = await checker.validate(sample, options);
      assert.ok(validation.kind === 'checked' && validation.report.refused && validation.source === null);
      bounds.checkMs = 60_000;
      const next = await checker.validate(sample, options);
      assert.ok(next.kind === 'checked' && !next.report.refused);
    } finally {
      await checker.close();
    }
  });
});
