import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobLayout } from '../../src/jobs/disk/job-layout.ts';
import { makeSegmentFolders } from '../../src/jobs/disk/segment-files.ts';
import { defaultLimits, type Limits } from '../../src/model/limits.ts';
import { type JobPlace, type JobPlaceSpec, type Runtime, resultsFolder } from '../../src/runtime/runtime.ts';

/** A home folder that goes away with the test. */
export class TemporaryHome {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<TemporaryHome> {
    return new TemporaryHome(await mkdtemp(join(tmpdir(), 'butcher-test-')));
  }

  /** Makes the folders of a job and says what its sandboxes are to be. */
  async jobSpec(
    image: string,
    packageFolder: string,
    options: { jobName?: string; dataset?: string; datasetName?: string; limits?: Partial<Limits> } = {},
  ): Promise<JobPlaceSpec> {
    const folder = await mkdtemp(join(this.path, 'job-'));
    let dataset: JobPlaceSpec['dataset'] = null;
    if (options.dataset !== undefined) {
      const path = join(folder, 'dataset');
      dataset = { path, name: options.datasetName ?? 'numbers.txt', isReadableByAll: true };
      await writeFile(path, options.dataset, { mode: 0o644 });
    }
    const folders = { ...jobLayout(folder), package: packageFolder };
    const jobName = options.jobName ?? 'job';
    await makeSegmentFolders(folder);
    await mkdir(resultsFolder(folders, jobName), { recursive: true });
    return {
      jobId: folder.slice(folder.lastIndexOf('/') + 1),
      jobName,
      image,
      folders,
      dataset,
      limits: { ...defaultLimits, ...options.limits },
    };
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

/** Id of the image without libraries. */
export function plainImage(runtime: Runtime): Promise<string> {
  return runtime.prepareImage({
    libraries: null,
    layerBytes: defaultLimits.layerBytes,
    onProgress: () => {},
    signal: new AbortController().signal,
  });
}

/** Runs `use` with a job and closes the job whatever happens. */
export async function withJob<T>(
  runtime: Runtime,
  spec: JobPlaceSpec,
  use: (job: JobPlace) => Promise<T>,
): Promise<T> {
  const job = await runtime.openJob(spec);
  try {
    return await use(job);
  } finally {
    await job.close();
  }
}
