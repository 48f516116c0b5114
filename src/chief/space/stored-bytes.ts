import type { AccountUsage } from '../../store/accounts.ts';
import type { Store } from '../../store/store.ts';
import type { StoredKind } from '../chief-metrics.ts';
import type { AccountSpace } from './account-space.ts';

/** What all accounts have, by kind, in bytes; content that several own counts for each. */
export async function bytesByKind(
  store: Pick<Store, 'accounts'>,
  space: AccountSpace,
): Promise<Readonly<Record<StoredKind, number>>> {
  return byKind(await store.accounts.usage(null), (kind) => space.heldBytes(kind));
}

/** What each account has, by kind, in bytes. */
export async function bytesByAccount(
  store: Pick<Store, 'accounts'>,
  space: AccountSpace,
): Promise<ReadonlyMap<string, Readonly<Record<StoredKind, number>>>> {
  const all = new Map<string, Readonly<Record<StoredKind, number>>>();
  for (const { name } of await store.accounts.list()) {
    const { incomingBytes, runningBytes, ...stored } = await space.use(name);
    all.set(
      name,
      byKind(stored, (kind) => (kind === 'incoming' ? incomingBytes : runningBytes)),
    );
  }
  return all;
}

function byKind(
  usage: AccountUsage,
  held: (kind: 'incoming' | 'running') => number,
): Readonly<Record<StoredKind, number>> {
  return {
    packages: usage.packageBytes,
    datasets: usage.datasetBytes,
    libraries: usage.libraryBytes,
    jobs: usage.jobBytes,
    cache: usage.cacheBytes,
    bundles: usage.bundleBytes,
    audit: usage.auditBytes,
    incoming: held('incoming'),
    running: held('running'),
  };
}
