import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
        checker.validate(sample, options, 'ann'),
        checker.validate(sample, options, 'ann'),
      ]);
      assert.deepEqual(first, own);
      assert.deepEqual(second, own);
      assert.equal((await checker.validate('/nowhere', options, 'ann')).kind, 'wrong-usage');
    } finally {
      await checker.close();
    }
  });

  it('hands on no more findings than people can use, and counts all', async () => {
    // Not about time: a busy machine takes long to load what checks.
    const checker = new ForkedChecker({ cpuMs: 120_000 });
    const faulty = await packageWith(
      Array.from({ length: 700 }, (_, each) => `x${each} = y${each}\n`).join(''),
    );
    try {
      const validation = await checker.validate(faulty, options, 'ann');
      assert.ok(validation.kind === 'checked');
      const { findings, errors, warnings } = validation.report;
      assert.equal(findings.length, 500);
      assert.ok(errors + warnings > 500, `${errors} and ${warnings}`);
    } finally {
      await checker.close();
      await rm(faulty, { recursive: true });
    }
  });

  it('refuses a package whose check takes too much of the processor, and checks the next in a new process', async () => {
    const checker = new ForkedChecker({ cpuMs: 300 });
    const heavy = await packageWith(heavySource(20_000));
    try {
      const validation = await checker.validate(heavy, options, 'ann');
      assert.ok(validation.kind === 'checked' && validation.report.refused && validation.source === null);
      assert.deepEqual(
        validation.report.findings.map(({ rule }) => rule),
        ['BUT109'],
      );
      assert.equal((await checker.validate('/nowhere', options, 'ann')).kind, 'wrong-usage');
    } finally {
      await checker.close();
      await rm(heavy, { recursive: true });
    }
  });

  it('refuses one whose check takes too long by the clock', async () => {
    const checker = new ForkedChecker({ wallMs: 100 });
    const heavy = await packageWith(heavySource(20_000));
    try {
      const validation = await checker.validate(heavy, options, 'ann');
      assert.ok(validation.kind === 'checked' && validation.report.refused && validation.source === null);
    } finally {
      await checker.close();
      await rm(heavy, { recursive: true });
    }
  });

  it('lets an account’s packages wait for none of another that keeps it full', async () => {
    const checker = new ForkedChecker({ processes: 2, cpuMs: 120_000 });
    const heavy = await packageWith(heavySource(60_000));
    const ended: string[] = [];
    const check = async (path: string, account: string) => {
      await checker.validate(path, options, account).catch(() => {});
      ended.push(account);
    };
    try {
      // Both processes are there before anybody waits.
      await Promise.all(['honest', 'other'].map((account) => checker.validate(sample, options, account)));
      const greedy = Array.from({ length: 6 }, () => check(heavy, 'greedy'));
      const began = performance.now();
      await check(sample, 'honest');
      console.log(`      beside 6 heavy packages: ${Math.round(performance.now() - began)} ms`);
      assert.deepEqual(ended, ['honest']);
      await checker.close();
      await Promise.all(greedy);
    } finally {
      await checker.close();
      await rm(heavy, { recursive: true });
    }
  });

  it('fails what waits when it is closed, blaming no package', async () => {
    const checker = new ForkedChecker();
    const waiting = [1, 2, 3].map(() =>
      assert.rejects(checker.validate(sample, options, 'ann'), /closed|started/),
    );
    await checker.close();
    await Promise.all(waiting);
  });
});

/** Takes seconds to check, whatever is done to make checks cheap: there is much of it. */
function heavySource(lines: number): string {
  return `${Array.from({ length: lines }, (_, n) => `def f${n}(a):\n    return [f${(7 * n) % lines}(b) for b in a]\n`).join('')}`;
}

async function packageWith(source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'butcher-check-'));
  await writeFile(join(folder, 'Split.py'), "def splitter(path):\n    yield b''\n");
  await writeFile(join(folder, 'Processor.py'), `${source}def Processor(fragment):\n    return fragment\n`);
  await writeFile(join(folder, 'Merge.py'), 'def merger(fragment, job_name):\n    pass\n');
  return folder;
}
