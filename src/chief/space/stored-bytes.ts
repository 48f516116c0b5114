import type { Store } from '../../store/store.ts';
import type { StoredKind } from '../chief-metrics.ts';
import type { AccountSpace } from './account-space.ts';

/** What all accounts have, by kind, in bytes; content that several own counts for each. */
export async function bytesByKind(
  store: Pick<Store, 'accounts'>,
  space: AccountSpace,
): Promise<Readonly<Record<StoredKind, number>>> {
  const usage = await store.accounts.usage(null);
  return {
    packages: usage.packageBytes,
    datasets: usage.datasetBytes,
    libraries: usage.libraryBytes,
    jobs: usage.jobBytes,
    cache: usage.cacheBytes,
    bundles: usage.bundleBytes,
    audit: usage.auditBytes,
    incoming: space.heldBytes('incoming'),
    running: space.heldBytes('running'),
  };
}
