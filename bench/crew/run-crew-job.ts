import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runJob } from '../../src/jobs/run-job.ts';
import { systemClock } from '../../src/model/clock.ts';
import type { JobProgress } from '../../src/model/job-event.ts';
import type { JobReport } from '../../src/model/job-report.ts';
import { defaultLimits } from '../../src/model/limits.ts';
import type { PackageSource } from '../../src/model/package-source.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';

const source: PackageSource = {
  name: 'crew',
  layout: 'flat',
  files: new Map(),
  manifest: null,
  digest: `sha256:${'0'.repeat(64)}`,
};

export interface CrewJob {
  readonly runtime: Runtime;
  readonly workers: number;
  /** The state `running` begins: the first fragments are about to be pulled. */
  readonly onRunning?: () => void;
  readonly onProgress?: (progress: JobProgress) => void;
  readonly signal?: AbortSignal;
}

/** Runs a job, journal and all, whose containers are simulated. */
export async function runCrewJob(job: CrewJob): Promise<JobReport> {
  const folder = await mkdtemp(join(tmpdir(), 'butcher-crew-'));
  try {
    return await runJob(
      {
        ...{ id: 'crew', name: 'crew', source, dataset: null, folder, resuming: false },
        options: {
          ...{
            workers: job.workers,
            ordered: true,
            resume: true,
            retries: 2,
            onError: 'fail',
            maxFailed: null,
          },
          limits: defaultLimits,
          ociRuntime: null,
        },
      },
      {
        runtime: job.runtime,
        clock: systemClock,
        check: async () => ({ findings: [], errors: 0, warnings: 0, refused: false }),
        signal: job.signal ?? new AbortController().signal,
        emit: (event) => {
          if (event.type === 'state' && event.state === 'running') job.onRunning?.();
          if (event.type === 'progress') job.onProgress?.(event);
        },
      },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
