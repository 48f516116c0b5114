import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export interface PackageRun {
  readonly name: string;
  readonly folder: string;
  /** Split.py and Merge.py lie in Butcher/, Processor.py in Processor/. */
  readonly guideline: boolean;
  /** Content of the dataset. */
  readonly data: string;
  /** What Python must have: `numpy`, `python3.12`. */
  readonly needs: readonly string[];
}

export interface PackageOutcome {
  readonly name: string;
  readonly outcome: 'ran' | 'skipped' | 'failed';
  readonly detail: string;
}

const script = fileURLToPath(new URL('run_packages.py', import.meta.url));

/** Runs packages in plain Python, without chief, sandbox or harness, two at a time. */
export async function runPackages(runs: readonly PackageRun[]): Promise<PackageOutcome[]> {
  const half = Math.ceil(runs.length / 2);
  return (await Promise.all([runInTurn(runs.slice(0, half)), runInTurn(runs.slice(half))])).flat();
}

async function runInTurn(runs: readonly PackageRun[]): Promise<PackageOutcome[]> {
  const python = spawn('python3', [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  python.stdin.end(JSON.stringify(runs));
  return JSON.parse(await text(python.stdout)) as PackageOutcome[];
}
