import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CheckWorker } from '../../../src/chief/checking/check-worker.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { defaultLimits } from '../../../src/model/limits.ts';
import type { LibraryHelper } from './library-helpers.ts';

/** What the checks say of a package that loads a helper. */
export interface CheckedHelper {
  readonly module: string;
  /** It has generators, which refuse it unless `checks.helperGenerators` is "warning" (BUT302). */
  readonly generators: boolean;
  /** The other errors. */
  readonly errors: readonly Finding[];
}

/** The checks of a package that loads the helper; null where they took more than a chief allows. */
export async function checkHelper(
  helper: LibraryHelper,
  checks: Pick<CheckWorker, 'check'>,
): Promise<CheckedHelper | null> {
  const folder = await mkdtemp(join(tmpdir(), 'butcher-helper-'));
  try {
    for (const [path, text] of Object.entries(packageOf(helper))) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text, 'latin1');
    }
    const options = {
      limits: defaultLimits,
      strict: false,
      forRun: true,
      helperGenerators: 'warning',
    } as const;
    const validation = await checks.check({ path: folder, options });
    if (validation === null) return null;
    if (validation.kind !== 'checked') throw new Error(validation.message);
    const { findings } = validation.report;
    return {
      module: helper.module,
      generators: findings.some(({ rule }) => rule === 'BUT302'),
      errors: findings.filter(({ severity }) => severity === 'error'),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function packageOf({ files, imports }: LibraryHelper): Record<string, string> {
  const loads = imports.map((module) => `import ${module}\n`).join('');
  return {
    ...files,
    'Split.py': 'def splitter(path):\n    with open(path, "rb") as file:\n        yield file.read()\n',
    'Processor.py': `${loads}\n\ndef Processor(fragment):\n    return fragment\n`,
    'Merge.py':
      'def merger(fragment, job_name):\n    with open("all", "ab") as file:\n        file.write(fragment)\n',
  };
}
