// A process that writes to a store until it is killed, and says on stdout what was acknowledged.
import { writeSync } from 'node:fs';
import { SqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { ThreadedStore } from '../../src/store/sqlite/threaded-store.ts';
import { plainOptions } from './job-options.ts';

const [path = '', round = '', kind = ''] = process.argv.slice(2);
const store = kind === 'threaded' ? await ThreadedStore.open(path) : new SqliteStore(path);
await store.accounts.create({ name: 'ann', admin: false }, { actor: 'chief', atMs: 1 });
await store.packages.add(
  'ann',
  { digest: 'sha256:a', name: 'p', files: 1, bytes: 1, manifest: null },
  1,
  Number.MAX_SAFE_INTEGER,
);
const acknowledge = (what: string) => writeSync(1, `${what}\n`);
for (let n = 0; ; n++) {
  const id = `${round}-${n}`;
  const options = { ...plainOptions, ociRuntime: 'x'.repeat(n % 3000) };
  const job = {
    id,
    account: 'ann',
    name: 'job',
    package: 'sha256:a',
    dataset: null,
    options,
    createdAtMs: n,
  };
  const accepted = await store.jobs.accept(job, { overall: 1e9, perAccount: 1e9 });
  if (accepted.kind !== 'accepted') throw new Error(accepted.reason);
  acknowledge(`${id} queued`);
  await store.jobs.move(id, ['queued'], 'running', { startedAtMs: n });
  acknowledge(`${id} running`);
}
