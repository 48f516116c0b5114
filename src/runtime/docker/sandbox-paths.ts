import type { JobPlaceSpec, SandboxPaths, SegmentPaths } from '../runtime.ts';

/** The package as user code sees it. */
export const packagePath = '/app/package';

/** Above a job's data and results. */
export const resourcesPath = '/app/resources';

/** Where the dataset lies when its name is one that no engine can be told; a link of that name leads there. */
export const namelessDatasetPath = '/app/dataset';

/** A job's dataset, or its empty data folder where there is none. */
export function datasetPath(jobName: string, dataset: { readonly name: string } | null): string {
  const data = `${resourcesPath}/${jobName}/data`;
  return dataset === null ? data : `${data}/${dataset.name}`;
}

export function resultsPath(jobName: string): string {
  return `${resourcesPath}/${jobName}/results`;
}

/** Where sandboxes find segments. */
export const segmentPaths: SegmentPaths = {
  own: () => '/run/butcher-segment',
  fragments: '/run/butcher-fragments',
  results: '/run/butcher-results',
};

/** Where user code on another machine finds things: at the same places, of which only the package is there. */
export function remotePaths({ jobName, dataset }: JobPlaceSpec): SandboxPaths {
  return {
    package: packagePath,
    dataset: datasetPath(jobName, dataset),
    results: resultsPath(jobName),
    segments: null,
  };
}
