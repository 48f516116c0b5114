import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { JobState } from '../../src/model/job-report.ts';
import { SqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { plainOptions as options } from '../helpers/job-options.ts';
import { ModelStore } from '../helpers/model-store.ts';
import { reportOf } from '../helpers/stored-things.ts';

const states: readonly JobState[] = ['queued', 'preparing', 'running', 'done', 'failed', 'interrupted'];

// Few of everything, so that acts meet each other.
const account = fc.constantFrom('ann', 'bob', 'root', 'nobody');
const owner = fc.option(account);
const digest = fc.constantFrom('sha256:a', 'sha256:b');
const id = fc.constantFrom('1', '2', '3', '4', '5');
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const bytes = fc.integer({ min: 0, max: 60 });
const quota = fc.constantFrom(0, 50, 100, 1000);
const someStates = fc.subarray([...states]);
const page = fc.record(
  { limit: fc.integer({ min: 1, max: 4 }), before: fc.integer({ min: 1, max: 20 }) },
  { requiredKeys: ['limit'] },
);
const act = fc.record({ actor: fc.constantFrom('chief', 'ann'), atMs: fc.integer({ min: 0, max: 2 ** 42 }) });
const report = fc.option(fc.constantFrom('first', 'second').map(reportOf));
const change = fc.record(
  { report, bytes, startedAtMs: bytes, endedAtMs: fc.option(bytes) },
  { requiredKeys: [] },
);

type StoreAct = (store: Store, isNew: (what: string) => boolean) => Promise<unknown>;

const acts: fc.Arbitrary<StoreAct> = fc.oneof(
  fc.tuple(account, fc.boolean(), act).map(
    ([name, admin, by]): StoreAct =>
      (store) =>
        store.accounts.create({ name, admin: admin && name === 'root' }, by),
  ),
  fc.tuple(account, text, act).map(
    ([name, reason, by]): StoreAct =>
      (store) =>
        store.accounts.block(name, reason, by, reason.length % 2 === 0),
  ),
  fc.tuple(account, fc.constantFrom('slots', 'limits.memory', 'quotaBytes'), fc.option(bytes), act).map(
    ([name, setting, value, by]): StoreAct =>
      (store) =>
        store.accounts.configure(name, { [setting]: value }, by),
  ),
  fc.tuple(account, act).map(
    ([name, by]): StoreAct =>
      (store) =>
        store.accounts.remove(name, by),
  ),
  fc.tuple(account, act).map(
    ([name, by]): StoreAct =>
      (store) =>
        store.accounts.unblock(name, by),
  ),
  fc.tuple(account, text, act).map(
    ([name, secret, by]): StoreAct =>
      (store) =>
        store.webhooks.set(name, `https://${name}.example/`, secret, by),
  ),
  fc.tuple(account, text, bytes, act).map(
    ([name, secret, untilMs, by]): StoreAct =>
      (store) =>
        store.webhooks.rotate(name, secret, untilMs, by),
  ),
  fc.tuple(account, fc.boolean(), act).map(
    ([name, removes, by]): StoreAct =>
      async (store) =>
        removes ? store.webhooks.remove(name, by) : unnamed(await store.webhooks.test(name, by.atMs)),
  ),
  fc.tuple(fc.nat(3), fc.option(bytes), fc.option(text), bytes).map(
    ([place, nextTryAtMs, problem, atMs]): StoreAct =>
      async (store) => {
        const due = (await store.webhooks.due(2 ** 42, 2))[place];
        if (due !== undefined)
          await store.webhooks.tried(due.id, { atMs, status: 200 + atMs, problem, nextTryAtMs });
        return due?.body;
      },
  ),
  fc.tuple(bytes, fc.integer({ min: 1, max: 3 })).map(
    ([beforeMs, most]): StoreAct =>
      (store) =>
        store.webhooks.forgetBefore(beforeMs, most),
  ),
  fc.tuple(id, account, text, fc.option(bytes), act).map(
    ([token, name, hash, expiresAtMs, by]): StoreAct =>
      (store) =>
        store.tokens.create({ id: token, account: name, hash, expiresAtMs }, by),
  ),
  fc.tuple(id, act).map(
    ([token, by]): StoreAct =>
      (store) =>
        store.tokens.revoke(token, by),
  ),
  fc.tuple(id, id, text, fc.option(bytes), bytes, act).map(
    ([token, other, hash, expiresAtMs, endsAtMs, by]): StoreAct =>
      (store) =>
        store.tokens.replace(token, { id: other, hash, expiresAtMs }, endsAtMs, by),
  ),
  fc.tuple(id, bytes).map(
    ([token, atMs]): StoreAct =>
      (store) =>
        store.tokens.touch(token, atMs, atMs % 2 === 0 ? 'here' : null),
  ),
  fc.tuple(account, digest, text, quota, act).map(
    ([name, content, called, quotaBytes, { atMs }]): StoreAct =>
      (store) =>
        store.packages.add(
          name,
          // What is stored of a digest never differs.
          {
            digest: content,
            name: called,
            files: 2,
            bytes: content.endsWith('a') ? 30 : 40,
            manifest: { limits: {} },
          },
          atMs,
          quotaBytes,
        ),
  ),
  fc.tuple(digest, account).map(
    ([content, name]): StoreAct =>
      (store) =>
        store.packages.remove(content, name),
  ),
  fc.tuple(digest, account, text, act).map(
    ([content, name, reason, by]): StoreAct =>
      (store) =>
        store.packages.purge(content, name, reason, by),
  ),
  fc.tuple(id, account, text, digest, bytes, fc.boolean(), quota).map(
    ([dataset, name, called, content, size, folder, quotaBytes]): StoreAct =>
      async (store, isNew) =>
        isNew(`dataset ${dataset}`) &&
        store.datasets.add(
          { id: dataset, owner: name, name: called, digest: content, bytes: size, folder, createdAtMs: 5 },
          quotaBytes,
        ),
  ),
  fc.tuple(id, account).map(
    ([dataset, name]): StoreAct =>
      (store) =>
        store.datasets.remove(dataset, name),
  ),
  fc.tuple(id, account, text, digest, fc.option(id), fc.integer({ min: 1, max: 3 })).map(
    ([job, name, called, content, dataset, room]): StoreAct =>
      async (store, isNew) =>
        isNew(`job ${job}`) &&
        store.jobs.accept(
          { id: job, account: name, name: called, package: content, dataset, options, createdAtMs: 7 },
          { overall: room, perAccount: 2 },
        ),
  ),
  fc.tuple(id, someStates, fc.constantFrom(...states), change).map(
    ([job, from, to, changed]): StoreAct =>
      (store) =>
        store.jobs.move(job, from, to, changed),
  ),
  fc.tuple(id, someStates, fc.integer({ min: 1, max: 3 })).map(
    ([job, from, room]): StoreAct =>
      (store) =>
        store.jobs.requeue(job, from, { overall: room, perAccount: 2 }),
  ),
  fc.tuple(id, someStates, digest, fc.boolean()).map(
    ([job, from, content, keepResults]): StoreAct =>
      (store) =>
        store.jobs.requeue(
          job,
          from,
          { overall: 3, perAccount: 2 },
          { package: content, options: { ...options, workers: 7 }, keepResults },
        ),
  ),
  fc.tuple(id, change).map(
    ([job, changed]): StoreAct =>
      (store) =>
        store.jobs.change(job, changed),
  ),
  fc.tuple(id, account).map(
    ([job, name]): StoreAct =>
      (store) =>
        store.jobs.remove(job, name),
  ),
  fc.tuple(account, fc.constantFrom('note' as const, 'strike' as const), text, fc.option(id), act).map(
    ([name, verdict, reason, job, by]): StoreAct =>
      (store) =>
        store.incidents.record({ account: name, verdict, reason, job, package: null }, 3, by),
  ),
);

const looks: fc.Arbitrary<StoreAct> = fc.tuple(owner, page, someStates, id, digest).map(
  ([whose, part, wanted, item, content]): StoreAct =>
    async (store) => ({
      accounts: await store.accounts.list(),
      usage: await store.accounts.usage(whose ?? 'ann'),
      tokens: await store.tokens.list(whose, part),
      ended: await store.tokens.countEnded(30),
      token: await store.tokens.find(item),
      packages: await store.packages.list(whose, part),
      package: await store.packages.find(content, whose),
      digests: [...(await store.packages.digests())].sort(),
      datasets: await store.datasets.list(whose, part),
      dataset: await store.datasets.find(item, whose),
      data: [...(await store.datasets.digests())].sort(),
      only: [await store.packages.isOnlyOwner(content, whose ?? 'ann'), await store.datasets.isOnlyOne(item)],
      jobs: await store.jobs.list({ owner: whose, states: wanted, ...part }),
      all: await store.jobs.list({ owner: whose, ...part }),
      filtered: await store.jobs.list({ owner: whose, package: content, text: item.slice(0, 1), ...part }),
      ofData: await store.jobs.list({ owner: whose, dataset: item, sinceMs: 7, untilMs: 8, ...part }),
      none: await store.jobs.list({ owner: whose, untilMs: 7, ...part }),
      job: await store.jobs.find(item, whose),
      waiting: await store.jobs.inStates(wanted),
      purged: await store.jobs.purged(),
      counts: await store.jobs.counts(whose),
      some: await store.accounts.page({ limit: part.limit, ...(whose !== null && { after: whose }) }),
      strikes: await store.incidents.strikes(whose ?? 'bob', part),
      audit: await store.audit.list(whose, part),
      webhook: await store.webhooks.find(whose ?? 'ann'),
      deliveries: (await store.webhooks.deliveries(whose ?? 'ann', part)).items.map(unnamed),
      due: (await store.webhooks.due(30, 2)).map(unnamed),
      untold: await store.webhooks.waiting(),
    }),
);

const sequence = fc.array(fc.oneof({ weight: 4, arbitrary: acts }, { weight: 1, arbitrary: looks }), {
  minLength: 10,
  maxLength: 60,
});

describe('a store under random acts', () => {
  it('answers as plain lists would', async () => {
    let answers = 0;
    await fc.assert(
      fc.asyncProperty(sequence, looks, async (some, lastLook) => {
        const [store, model] = [new SqliteStore(':memory:'), new ModelStore()];
        try {
          for (const name of ['ann', 'root'])
            for (const each of [store, model])
              await each.accounts.create({ name, admin: name === 'root' }, { actor: 'chief', atMs: 1 });
          const content = { digest: 'sha256:a', name: 'p', files: 2, bytes: 30, manifest: { limits: {} } };
          for (const each of [store, model]) await each.packages.add('ann', content, 1, 1000);
          const [seen, known] = [newness(), newness()];
          for (const one of [...some, lastLook]) {
            assert.deepEqual(await one(store, seen), await one(model, known));
            answers += 1;
          }
        } finally {
          await store.close();
        }
      }),
      { numRuns: 100 },
    );
    assert(answers > 1000);
  });
});

/** Without the id, which each store makes itself. */
function unnamed<Item extends { readonly id: string }>(item: Item | null) {
  return item === null ? null : { ...item, id: null };
}

/** Ids of datasets and jobs are made by the caller, each once. */
function newness(): (what: string) => boolean {
  const known = new Set<string>();
  return (what) => !known.has(what) && known.add(what) !== undefined;
}
