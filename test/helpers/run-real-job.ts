import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { runJob } from '../../src/jobs/run-job.ts';
import { systemClock } from '../../src/model/clock.ts';
import type { JobEvent } from '../../src/model/job-event.ts';
import type { JobReport } from '../../src/model/job-report.ts';
import { defaultLimits, type Limits } from '../../src/model/limits.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { sourceOf } from '../hostile/hostile-case.ts';
import { plainOptions } from './job-options.ts';
import { clean } from './run-fake-job.ts';

export interface RealJob {
  /** Where its folder is made. */
  readonly home: string;
  readonly runtime: Runtime;
  /** Also its id, together with the process's. */
  readonly name: string;
  /** The package, unchecked: text by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Path of a file or folder, and the name that user code sees. */
  readonly dataset?: { readonly path: string; readonly name: string };
  readonly limits?: Partial<Limits>;
  readonly onError?: 'fail' | 'skip';
  readonly onEvent?: (event: JobEvent) => void;
}

/** Runs a Python package in this process, on a runtime that runs Python, with two workers and one retry. */
export async function runRealJob(job: RealJob): Promise<JobReport> {
  const {
    home,
    runtime,
    name,
    files,
    limits = {},
    dataset = null,
    onError = 'fail',
    onEvent = () => {},
  } = job;
  return runJob(
    {
      ...{ id: `${name}${process.pid}`, name, source: sourceOf(name, files), dataset, resuming: false },
      folder: await mkdtemp(join(home, `${name}-`)),
      options: { ...plainOptions, workers: 2, retries: 1, onError, limits: { ...defaultLimits, ...limits } },
    },
    {
      ...{ runtime, clock: systemClock, check: async () => clean, emit: onEvent },
      signal: new AbortController().signal,
    },
  );
}
