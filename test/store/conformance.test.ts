import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import type * as threaded from '../../src/store/sqlite/threaded-store.ts';
import type { Store } from '../../src/store/store.ts';
import { storeConformance } from '../conformance/store.ts';
import { asBuilt } from '../helpers/as-built.ts';
import { ModelStore } from '../helpers/model-store.ts';

// Each test has a thread of its own.
const { ThreadedStore } = await asBuilt<typeof threaded>('store/sqlite/threaded-store');

describe('stores', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'butcher-store-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const paths = new Map<Store, string>();
  const openFile = (path: string): Store => {
    const store = new SqliteStore(path);
    paths.set(store, path);
    return store;
  };
  storeConformance({
    name: 'SQLite, in a file',
    open: async () => openFile(join(folder, `${paths.size}.db`)),
    openAgain: async (store) => openFile(paths.get(store)!),
  });
  const openThread = async (path: string): Promise<Store> => {
    const store = await ThreadedStore.open(path);
    paths.set(store, path);
    return store;
  };
  storeConformance({
    name: 'SQLite, in a thread',
    open: () => openThread(join(folder, `${paths.size}.db`)),
    openAgain: (store) => openThread(paths.get(store)!),
  });
  storeConformance({
    name: 'SQLite, in memory',
    open: async () => new SqliteStore(':memory:'),
    openAgain: null,
  });
  storeConformance({ name: 'plain lists', open: async () => new ModelStore(), openAgain: null });
});
