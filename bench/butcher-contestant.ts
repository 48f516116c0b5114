import { copyFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { JobReport } from '../src/model/job-report.ts';
import { assertChecked, type Check, type Contestant } from './contestant.ts';
import { watchPeakMemory } from './peak-memory.ts';
import { type Work, workJson } from './work.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const command = here('../dist/cli/main.js');

export interface ButcherOptions {
  readonly name: string;
  readonly pace: Contestant['pace'];
  /** Options of `butcher run` beyond two workers, or in place of them. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly missing?: string | null;
  /** A home that stays. Left out: each run has a new one, and so checks its package as one that was never seen. */
  readonly home?: string;
}

/** `butcher run` with its built command line. */
export function butcherContestant(options: ButcherOptions): Contestant {
  return {
    name: options.name,
    missing: options.missing ?? null,
    pace: options.pace,
    async run(work, fragments) {
      const folder = await mkdtemp(join(tmpdir(), 'butcher-bench-'));
      try {
        const packageFolder = await layPackage(folder, work, fragments);
        const started = performance.now();
        const chief = runPackage(packageFolder, folder, options);
        const memory = watchPeakMemory(chief.pid);
        await chief.finally(() => memory.stop());
        const totalSeconds = (performance.now() - started) / 1000;
        const { job } = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as JobReport;
        const check = JSON.parse(await readFile(join(folder, 'out', 'check.json'), 'utf8')) as Check;
        assertChecked(options.name, check, work, fragments);
        return {
          fragments,
          bytes: check.bytes,
          seconds: job.seconds.running,
          totalSeconds,
          peakBytes: memory.bytes(),
          containerPeaks: job.peakMemory,
        };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

async function layPackage(folder: string, work: Work, fragments: number): Promise<string> {
  const packageFolder = join(folder, 'bench');
  await cp(here('./package'), packageFolder, { recursive: true });
  await writeFile(join(packageFolder, 'work.json'), workJson(work, fragments));
  if (work.cpuSeconds > 0) await copyFile(here('./burn_processor.py'), join(packageFolder, 'Processor.py'));
  return packageFolder;
}

function runPackage(packageFolder: string, folder: string, options: ButcherOptions) {
  const { args = [], env = {}, home = join(folder, 'home') } = options;
  const paths = ['--out', join(folder, 'out'), '--report', join(folder, 'report.json')];
  return execa(
    process.execPath,
    [command, 'run', packageFolder, '--workers', '2', '--quiet', ...paths, ...args],
    {
      env: { BUTCHER_HOME: home, ...env },
    },
  );
}
