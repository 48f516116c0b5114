import { jobFolder } from '../../home/job-folders.ts';
import type { JobRequest } from '../../model/job-request.ts';
import type { StoredJob } from '../../store/jobs.ts';
import type { Store } from '../../store/store.ts';
import type { DatasetShelf } from '../content/dataset-shelf.ts';
import type { PackageShelf } from '../content/package-shelf.ts';

export interface RequestParts {
  readonly home: string;
  readonly store: Store;
  readonly packages: PackageShelf;
  readonly datasets: DatasetShelf;
}

/** What a stored job asks for, with its package's content. Throws where that, or its dataset, is not there any more. */
export async function requestOf(
  { id, account, name, options, package: digest, dataset: wanted, mended }: StoredJob,
  resuming: boolean,
  { home, store, packages, datasets }: RequestParts,
): Promise<JobRequest> {
  const owned = (await store.packages.find(digest, account)) ?? (await store.packages.find(digest, null));
  const source = owned === null ? null : await packages.load(owned, options.limits);
  if (source === null) throw new Error(`the content of package ${digest} is not what was stored`);
  const dataset = wanted === null ? null : await store.datasets.find(wanted.id, null);
  if (wanted !== null && dataset === null) throw new Error(`the dataset ${wanted.id} is gone`);
  return {
    id,
    name,
    source,
    dataset: dataset === null ? null : { path: datasets.pathOf(dataset), name: dataset.name },
    options,
    folder: jobFolder(home, id),
    resuming,
    ...(resuming && mended !== null ? { mended: { keepResults: mended.keepResults } } : {}),
  };
}
