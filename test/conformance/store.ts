import assert from 'node:assert/strict';
import type { JobState } from '../../src/model/job-report.ts';
import { storedBytes } from '../../src/store/accounts.ts';
import { type AuditFilter, auditRowBytes, mostNotes } from '../../src/store/audit.ts';
import type { JobFilter, NewJob } from '../../src/store/jobs.ts';
import type { StoredPackage } from '../../src/store/packages.ts';
import { keptForMs } from '../../src/store/replies.ts';
import type { Store } from '../../src/store/store.ts';
import { mostDeliveries } from '../../src/store/webhooks.ts';
import { plainOptions } from '../helpers/job-options.ts';
import { reportOf } from '../helpers/stored-things.ts';

export interface StoreUnderTest {
  readonly name: string;
  /** An empty store. */
  open(): Promise<Store>;
  /** The store that an earlier one of `open` was, opened anew beside it; null where it does not outlive its object. */
  readonly openAgain: ((store: Store) => Promise<Store>) | null;
}

const by = { actor: 'operator', atMs: 1000 };
const plenty = 1_000_000;
const room = { overall: 100, perAccount: 100 };

/** Kinds of use that only jobs which ran, and incidents, make. */
const nothingMore = { libraryBytes: 0, cacheBytes: 0, bundleBytes: 0, auditBytes: 0 };

/** What every store has to do, however it does it. */
export function storeConformance(subject: StoreUnderTest): void {
  describe(`store conformance: ${subject.name}`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await subject.open();
      for (const name of ['ann', 'bob', 'root'])
        await store.accounts.create({ name, admin: name === 'root' }, by);
    });
    afterEach(() => store.close());

    const give = (owner: string, digest = 'sha256:a') =>
      store.packages.add(owner, packageOf(digest), 2000, plenty);
    const accept = (id: string, account: string, rest: Partial<NewJob> = {}) =>
      store.jobs.accept(jobOf(id, account, rest), room);

    it('keeps what was answered to a request under its key, for a day and for its account', async () => {
      const { replies } = store;
      const request = { account: 'ann', key: 'k', fingerprint: 'f', atMs: 1000 };
      const reply = { status: 202, headers: { location: '/x' }, body: '{}' };
      assert.deepEqual(await replies.begin(request), { kind: 'begun' });
      assert.deepEqual(await replies.begin({ ...request, fingerprint: 'g' }), {
        ...{ kind: 'known', fingerprint: 'f', reply: null },
      });
      assert.deepEqual(await replies.begin({ ...request, account: 'bob' }), { kind: 'begun' });
      await replies.finish('ann', 'k', reply);
      assert.deepEqual(await replies.begin(request), { kind: 'known', fingerprint: 'f', reply });
      await replies.drop('bob', 'k');
      assert.deepEqual(await replies.begin({ ...request, account: 'bob' }), { kind: 'begun' });
      const later = { ...request, atMs: 1000 + keptForMs };
      assert.deepEqual(await replies.begin(later), { kind: 'begun' });
    });

    it('tells the address of an account of ends and blocks, and nobody else’s', async () => {
      const { webhooks } = store;
      await give('ann');
      await give('bob');
      assert.equal(await webhooks.set('nobody', 'https://x.example/', 's', by), null);
      const webhook = { account: 'ann', url: 'https://a.example/hook?key=1', setAtMs: 1000, secret: 's' };
      assert.deepEqual(await webhooks.set('ann', webhook.url, 's', by), { ...webhook, old: null });
      for (const account of ['ann', 'bob']) {
        await accept(`of-${account}`, account);
        await store.jobs.move(`of-${account}`, ['queued'], 'running');
        const end = { endedAtMs: 3000, report: reportOf('secret words') };
        await store.jobs.move(`of-${account}`, ['running'], 'failed', end);
        await store.jobs.move(`of-${account}`, ['running'], 'failed', end);
        await store.accounts.block(account, 'loud', { ...by, atMs: 4000 });
        await store.accounts.block(account, 'loud', { ...by, atMs: 5000 }, true);
      }
      const due = await webhooks.due(9000, 10);
      assert.deepEqual(
        due.map(({ body }) => JSON.parse(body)),
        [
          {
            ...{ type: 'job.ended', timestamp: '1970-01-01T00:00:03.000Z' },
            data: { account: 'ann', job: 'of-ann', name: 'job', state: 'failed', failure: 'user-error' },
          },
          {
            ...{ type: 'account.blocked', timestamp: '1970-01-01T00:00:04.000Z' },
            data: { account: 'ann', reason: 'loud', stopped: false },
          },
        ],
        'once each, and nothing that quotes the package',
      );
      assert.deepEqual(due[0]?.webhook, { ...webhook, old: null });
      assert.deepEqual((await webhooks.deliveries('bob', { limit: 9 })).items, []);
      const audited = (await store.audit.list('ann', { limit: 9 }, { action: 'webhook-set' })).items;
      assert.deepEqual(
        audited.map(({ detail }) => detail),
        ['https://a.example'],
        'what may be secret of an address is not in the trail',
      );
    });

    it('keeps what is to be told until it was told, or is given up', async () => {
      const { webhooks } = store;
      assert.equal(await webhooks.test('ann', 1000), null, 'there is no address');
      await webhooks.set('ann', 'https://a.example/', 's', by);
      await webhooks.set('bob', 'https://b.example/', 't', by);
      for (const atMs of [1000, 2000, 3000]) await webhooks.test('ann', atMs);
      const untold = await webhooks.test('bob', 2500);
      const ids = async (nowMs: number, perAccount = 2) =>
        (await webhooks.due(nowMs, perAccount)).map(({ id }) => id);
      const [newest, second, first] = (await webhooks.deliveries('ann', { limit: 9 })).items;
      assert.deepEqual(await ids(9000), [first?.id, second?.id, untold?.id], 'nobody takes another’s place');
      assert.deepEqual(await ids(1999), [first?.id]);
      await webhooks.tried(first!.id, { atMs: 4000, status: 503, problem: 'no', nextTryAtMs: 8000 });
      assert.deepEqual(await ids(7999, 9), [second?.id, untold?.id, newest?.id]);
      assert.deepEqual(await ids(8000, 9), [second?.id, untold?.id, newest?.id, first?.id]);
      await webhooks.tried(second!.id, { atMs: 4000, status: 204, problem: null, nextTryAtMs: null });
      await webhooks.tried(newest!.id, { atMs: 4000, status: null, problem: 'gone', nextTryAtMs: null });
      await webhooks.tried('none', { atMs: 4000, status: 204, problem: null, nextTryAtMs: null });
      const page = await webhooks.deliveries('ann', { limit: 2 });
      assert.deepEqual(
        page.items.map(({ state, tries, lastStatus, lastProblem }) => [
          state,
          tries,
          lastStatus,
          lastProblem,
        ]),
        [
          ['failed', 1, null, 'gone'],
          ['delivered', 1, 204, null],
        ],
      );
      const [last] = (await webhooks.deliveries('ann', { limit: 2, before: page.next! })).items;
      assert.deepEqual([last?.state, last?.lastTriedAtMs, last?.nextTryAtMs], ['waiting', 4000, 8000]);
      assert.equal(await webhooks.waiting(), 2);
      assert.equal(await webhooks.forgetBefore(3000, 9), 1, 'what waits stays');
      assert.equal(await webhooks.remove('bob', by), true);
      assert.equal(await webhooks.remove('bob', by), false);
      assert.deepEqual(await ids(9000, 9), [first?.id]);
      await store.accounts.remove('ann', by);
      assert.equal(await webhooks.find('ann'), null);
      assert.equal(await webhooks.waiting(), 0);
    });

    it('forgets so many deliveries at once, those first that were made first', async () => {
      const { webhooks } = store;
      await webhooks.set('ann', 'https://a.example/', 's', by);
      const made = [3000, 1000, 2000, 1000];
      for (const atMs of made) {
        const { id } = (await webhooks.test('ann', atMs))!;
        await webhooks.tried(id, { atMs, status: 204, problem: null, nextTryAtMs: null });
      }
      const kept = async () =>
        (await webhooks.deliveries('ann', { limit: 9 })).items.map(({ createdAtMs }) => createdAtMs);
      assert.equal(await webhooks.forgetBefore(3000, 1), 1);
      assert.deepEqual(await kept(), [1000, 2000, 3000]);
      assert.equal(await webhooks.forgetBefore(3000, 9), 2);
      assert.equal(await webhooks.forgetBefore(3000, 9), 0);
      assert.deepEqual(await kept(), [3000]);
    });

    it('replaces the secret of an address, the one before being good for a while', async () => {
      const { webhooks } = store;
      assert.equal(await webhooks.rotate('ann', 'new', 5000, by), null);
      await webhooks.set('ann', 'https://a.example/', 'first', by);
      await webhooks.rotate('ann', 'second', 5000, by);
      await webhooks.set('ann', 'https://b.example/', 'none', { ...by, atMs: 2000 });
      assert.deepEqual(await webhooks.find('ann'), {
        ...{ account: 'ann', url: 'https://b.example/', setAtMs: 2000, secret: 'second' },
        old: { secret: 'first', untilMs: 5000 },
      });
      const refused = await webhooks.rotate('ann', 'third', 9000, { ...by, atMs: 4999 });
      assert.deepEqual(refused, { rotated: false, webhook: (await webhooks.find('ann'))! });
      assert.equal(refused?.webhook.old?.secret, 'first', 'one that is still good is not lost');
      const rotated = await webhooks.rotate('ann', 'third', 9000, { ...by, atMs: 5000 });
      assert.deepEqual(rotated, { rotated: true, webhook: (await webhooks.find('ann'))! });
      assert.deepEqual(rotated?.webhook.old, { secret: 'second', untilMs: 9000 });
      const rows = (await store.audit.list('ann', { limit: 9 }, { action: 'webhook-rotated' })).items;
      assert.deepEqual(
        rows.map(({ atMs }) => atMs),
        [5000, 1000],
      );
    });

    // What waits for the disk a thousand times would take long.
    if (subject.openAgain === null)
      it('keeps so many deliveries of an account, of which the oldest go', async () => {
        const { webhooks } = store;
        await webhooks.set('ann', 'https://a.example/', 's', by);
        for (let made = 0; made <= mostDeliveries; made += 1) await webhooks.test('ann', 1000 + made);
        assert.equal(await webhooks.waiting(), mostDeliveries);
        const [oldest] = await webhooks.due(1_000_000, 1);
        assert.equal(oldest?.createdAtMs, 1001);
      });

    it('tells of jobs that end with a purge', async () => {
      await give('ann');
      await accept('j', 'ann');
      await store.webhooks.set('ann', 'https://a.example/', 's', by);
      await store.packages.purge('sha256:a', 'ann', 'evil', { ...by, atMs: 2000 });
      const [told] = await store.webhooks.due(9000, 9);
      assert.deepEqual(JSON.parse(told?.body ?? '{}').data, {
        ...{ account: 'ann', job: 'j', name: 'job', state: 'cancelled', failure: null },
      });
    });

    it('knows accounts by name, and blocks and unblocks them', async () => {
      assert.equal(await store.accounts.create({ name: 'ann', admin: true }, by), null);
      const { accounts } = store;
      assert.deepEqual(await accounts.find('ann'), {
        name: 'ann',
        admin: false,
        createdAtMs: 1000,
        blocked: null,
        strikes: 0,
        settings: {},
        costs: { cpuSeconds: 0, byteHours: 0 },
      });
      assert.equal(await accounts.find('Ann'), null);
      const first = await accounts.block('ann', 'loud', { ...by, atMs: 2000 });
      const blocked = { sinceMs: 2000, reason: 'loud', stops: false };
      assert.deepEqual([first?.account.blocked, first?.before], [blocked, null]);
      const again = await accounts.block('ann', 'again', { ...by, atMs: 3000 });
      assert.deepEqual(again, { account: first?.account, before: blocked });
      const stopped = await accounts.block('ann', 'more', { ...by, atMs: 4000 }, true);
      assert.deepEqual(stopped?.account.blocked, { ...blocked, stops: true });
      assert.deepEqual(stopped?.before, blocked);
      assert.equal((await accounts.unblock('ann', by))?.blocked, null);
      assert.equal(await accounts.block('nobody', 'x', by), null);
      assert.equal(await accounts.unblock('nobody', by), null);
      assert.deepEqual(
        (await accounts.list()).map(({ name }) => name),
        ['ann', 'bob', 'root'],
      );
      assert.deepEqual(
        (await store.audit.list('ann', { limit: 9 })).items.map(({ action }) => action),
        ['account-unblocked', 'account-blocked', 'account-blocked', 'account-created'],
      );
    });

    it('lists accounts by name a page at a time, without one left out while more come', async () => {
      const { accounts } = store;
      const namesOf = async (limit: number, after?: string) => {
        const { items, next } = await accounts.page({ limit, ...(after !== undefined && { after }) });
        return [...items.map(({ name }) => name), next];
      };
      assert.deepEqual(await namesOf(2), ['ann', 'bob', 'bob']);
      for (const name of ['Zoe', 'bill', 'bobby'])
        await accounts.create({ name, admin: false }, { ...by, atMs: 2000 });
      assert.deepEqual(await namesOf(2, 'bob'), ['bobby', 'root', null]);
      assert.deepEqual(await namesOf(9), ['Zoe', 'ann', 'bill', 'bob', 'bobby', 'root', null]);
      assert.deepEqual(await namesOf(2, 'bobb'), ['bobby', 'root', null], 'also after one that is gone');
      assert.deepEqual(await namesOf(9, 'root'), [null]);
      await accounts.block('ann', 'loud', by);
      assert.deepEqual((await accounts.page({ limit: 1, after: 'Zoe' })).items, [await accounts.find('ann')]);
    });

    it('keeps what was decided for one account, and holds it to that', async () => {
      const { accounts } = store;
      assert.equal(await accounts.configure('nobody', { slots: 1 }, by), null);
      await accounts.configure('ann', { slots: 2, 'limits.memory': 100, quotaBytes: 150, queuedJobs: 1 }, by);
      const changed = await accounts.configure('ann', { slots: null, 'limits.pids': 7, weight: 3 }, by);
      const settings = { queuedJobs: 1, quotaBytes: 150, weight: 3, limits: { memory: 100, pids: 7 } };
      assert.deepEqual(changed?.settings, settings);
      assert.deepEqual((await accounts.find('bob'))?.settings, {});
      const [row] = (await store.audit.list('ann', { limit: 1 })).items;
      assert.equal(row?.detail, 'slots=as the chief has it, limits.pids=7, weight=3');
      assert.equal(await give('ann'), 'added');
      assert.equal(await give('ann', 'sha256:b'), 'over-quota', 'its own, not the one of all');
      assert.equal(await store.datasets.add(dataset('d', 'ann', 60), plenty), 'over-quota');
      await give('bob');
      assert.equal((await accept('one', 'ann')).kind, 'accepted');
      assert.deepEqual(await accept('two', 'ann'), { kind: 'refused', reason: 'account-queue-full' });
      for (const id of ['a', 'b']) assert.equal((await accept(id, 'bob')).kind, 'accepted');
    });

    it('tells what ended or was last used before a time', async () => {
      const { packages, datasets, jobs } = store;
      await give('ann');
      await give('ann', 'sha256:b');
      await datasets.add(dataset('d', 'ann', 5), plenty);
      await datasets.add(dataset('e', 'ann', 5), plenty);
      await accept('j', 'ann', { dataset: 'd', createdAtMs: 5000 });
      await jobs.move('j', ['queued'], 'done', { endedAtMs: 6000 });
      const ended = async (before: number) =>
        (await jobs.endedBefore(['done'], before, 9)).map(({ id }) => id);
      assert.deepEqual([await ended(6000), await ended(6001)], [[], ['j']]);
      assert.deepEqual(await jobs.endedBefore(['failed'], 7000, 9), []);
      assert.deepEqual(
        (await packages.unusedSince(9000, 9)).map(({ digest }) => digest),
        ['sha256:b'],
      );
      assert.deepEqual(
        (await datasets.unusedSince(9000, 9)).map(({ id }) => id),
        ['e'],
      );
      await jobs.remove('j', 'ann');
      const used = await packages.unusedSince(9000, 9);
      assert.deepEqual(
        used.map(({ digest, lastUsedAtMs }) => [digest, lastUsedAtMs]),
        [
          ['sha256:b', 2000],
          ['sha256:a', 5000],
        ],
      );
      assert.deepEqual(
        (await packages.unusedSince(5000, 9)).map(({ digest }) => digest),
        ['sha256:b'],
      );
      assert.deepEqual((await datasets.unusedSince(9000, 1)).length, 1);
      const rows = await store.audit.countBefore(1001);
      assert.equal(await store.audit.forgetBefore(1001, rows - 1), rows - 1);
      assert.equal(await store.audit.forgetBefore(1001, rows), 1);
      assert.equal((await store.audit.list(null, { limit: 9 })).items.length, 0);
    });

    it('adds up what an account has used', async () => {
      await store.accounts.charge('ann', { cpuSeconds: 1.5, byteHours: 10 });
      await store.accounts.charge('ann', { cpuSeconds: 0.25, byteHours: 0 });
      await store.accounts.charge('nobody', { cpuSeconds: 1, byteHours: 1 });
      assert.deepEqual((await store.accounts.find('ann'))?.costs, { cpuSeconds: 1.75, byteHours: 10 });
      assert.deepEqual((await store.accounts.find('bob'))?.costs, { cpuSeconds: 0, byteHours: 0 });
      await give('ann');
      await accept('j', 'ann');
      assert.equal((await store.jobs.change('j', { cpuSeconds: 2.5 }))?.cpuSeconds, 2.5);
    });

    it('forgets an account that has nothing any more', async () => {
      const { accounts } = store;
      await give('ann');
      await store.tokens.create({ id: 'abc', account: 'ann', hash: 'a1', expiresAtMs: null }, by);
      await store.incidents.record(
        { account: 'ann', verdict: 'strike', reason: 'x', job: null, package: null },
        3,
        by,
      );
      assert.equal(await accounts.remove('nobody', by), 'unknown');
      assert.equal(await accounts.remove('ann', by), 'in-use');
      await store.packages.remove('sha256:a', 'ann');
      assert.equal(await accounts.remove('ann', { ...by, actor: 'root' }), 'removed');
      assert.equal(await accounts.find('ann'), null);
      assert.equal(await store.tokens.find('abc'), null);
      const [row] = (await store.audit.list('ann', { limit: 1 })).items;
      assert.deepEqual([row?.actor, row?.action], ['root', 'account-deleted'], 'the trail stays');
      await accounts.create({ name: 'ann', admin: false }, by);
      assert.equal((await accounts.find('ann'))?.strikes, 0, 'one of that name is another');
    });

    it('keeps tokens as they were made, used and revoked', async () => {
      const token = { id: 'abc', account: 'ann', hash: 'a1b2', expiresAtMs: 5000 };
      const { tokens } = store;
      assert.equal(await tokens.create(token, by), 'created');
      assert.equal(await tokens.create({ ...token, hash: 'other' }, by), 'taken');
      assert.equal(await tokens.create({ ...token, id: 'd', account: 'nobody' }, by), 'no-account');
      const plain = { ...token, label: '', scopes: ['author'], createdAtMs: 1000, lifetimeMs: 4000 };
      const kept = { ...plain, revokedAtMs: null, lastUsedAtMs: null, lastUsedFrom: null };
      assert.deepEqual(await tokens.find('abc'), kept);
      assert.equal(await tokens.find('ab'), null);
      await tokens.touch('abc', 1500, '10.0.0.7');
      const revoked = { ...kept, lastUsedAtMs: 1500, lastUsedFrom: '10.0.0.7', revokedAtMs: 2000 };
      assert.deepEqual(await tokens.revoke('abc', { ...by, atMs: 2000 }), revoked);
      assert.deepEqual(await tokens.revoke('abc', { ...by, atMs: 3000 }), revoked, 'once is for good');
      assert.equal(await tokens.revoke('none', by), null);
      const [listed, ...others] = (await tokens.list('ann', { limit: 9 })).items;
      assert.deepEqual([listed, others], [{ ...revoked, sequence: listed?.sequence }, []]);
      assert.deepEqual(await tokens.list('bob', { limit: 9 }), { items: [], next: null });
    });

    it('lists tokens a page at a time, and forgets those that ended long ago', async () => {
      const { tokens } = store;
      for (const [id, account, expiresAtMs] of [
        ['a', 'ann', null],
        ['b', 'ann', 4000],
        ['c', 'bob', 6000],
        ['d', 'ann', 9000],
      ] as const)
        await tokens.create({ id, account, hash: id, expiresAtMs }, by);
      const first = await tokens.list('ann', { limit: 2 });
      assert.deepEqual(
        first.items.map(({ id }) => id),
        ['d', 'b'],
      );
      const second = await tokens.list('ann', { limit: 2, before: first.next! });
      assert.deepEqual([second.items.map(({ id }) => id), second.next], [['a'], null]);
      await tokens.revoke('d', { ...by, atMs: 5000 });
      assert.equal(await tokens.countEnded(4000), 0);
      assert.equal(await tokens.countEnded(5001), 2, 'revoked or expired, whichever was first');
      assert.equal(await tokens.forgetEnded(9999, 2), 2);
      assert.equal(await tokens.forgetEnded(9999, 2), 1);
      assert.equal(await tokens.forgetEnded(9999, 2), 0);
      assert.deepEqual(
        (await tokens.list(null, { limit: 9 })).items.map(({ id }) => id),
        ['a'],
        'one that never ends stays',
      );
    });

    it('puts a token in the place of another, which ends a little later', async () => {
      const { tokens } = store;
      const made = { id: 'old', account: 'ann', hash: 'a1', expiresAtMs: null };
      await tokens.create({ ...made, label: 'laptop', scopes: ['read', 'metrics'] }, by);
      const next = { id: 'new', hash: 'b2', expiresAtMs: 9000 };
      assert.equal(await tokens.replace('none', next, 5000, by), 'unknown');
      assert.equal(await tokens.replace('old', { ...next, id: 'old' }, 5000, by), 'taken');
      assert.equal((await tokens.find('old'))?.expiresAtMs, null, 'nothing has changed');
      const act = { ...by, from: '10.0.0.7', token: 'old' };
      assert.equal(await tokens.replace('old', next, 5000, act), 'created');
      assert.equal((await tokens.find('old'))?.expiresAtMs, 5000);
      const { label, scopes, account, expiresAtMs } = (await tokens.find('new'))!;
      assert.deepEqual([label, scopes, account, expiresAtMs], ['laptop', ['read', 'metrics'], 'ann', 9000]);
      await tokens.replace('new', { ...next, id: 'third' }, 20_000, by);
      assert.equal((await tokens.find('new'))?.expiresAtMs, 9000, 'it is not prolonged');
      await tokens.revoke('old', by);
      assert.equal(await tokens.replace('old', { ...next, id: 'fourth' }, 5000, by), 'unknown');
      const filter = { action: 'token-rotated', subject: 'new' } as const;
      const [row] = (await store.audit.list('ann', { limit: 9 }, filter)).items;
      assert.deepEqual([row?.from, row?.token], ['10.0.0.7', 'old']);
      assert.match(row?.detail ?? '', /^in place of old; read, metrics; expires .*; laptop$/);
    });

    it('finds rows of the audit by who, what, on what and when', async () => {
      await store.accounts.block('ann', 'one', { actor: 'root', atMs: 2000 });
      await store.accounts.unblock('ann', { actor: 'root', atMs: 3000 });
      await store.accounts.block('bob', 'two', { actor: 'operator', atMs: 4000 });
      const found = async (filter: AuditFilter, account: string | null = null) =>
        (await store.audit.list(account, { limit: 9 }, filter)).items.map(({ atMs }) => atMs);
      assert.deepEqual(await found({ actor: 'root' }), [3000, 2000]);
      assert.deepEqual(await found({ action: 'account-blocked' }), [4000, 2000]);
      assert.deepEqual(await found({ action: 'account-blocked' }, 'ann'), [2000]);
      assert.deepEqual(await found({ sinceMs: 2000, untilMs: 4000 }), [3000, 2000]);
      assert.deepEqual(await found({ subject: 'nothing' }), []);
      const page = await store.audit.list(null, { limit: 1, before: 1000 }, { actor: 'root' });
      assert.equal(page.next, page.items[0]?.sequence);
    });

    it('lets several accounts own the same content', async () => {
      assert.equal(await give('ann'), 'added');
      assert.equal(await give('ann'), 'owned');
      assert.equal(await give('nobody'), 'no-account');
      assert.equal(await store.packages.find('sha256:a', 'bob'), null, 'others see nothing of it');
      assert.equal(await give('bob'), 'added');
      assert.equal((await store.packages.find('sha256:a', null))?.owner, 'ann');
      assert.deepEqual(await store.accounts.usage('bob'), {
        ...nothingMore,
        packageBytes: 100,
        datasetBytes: 0,
        jobBytes: 0,
      });
      assert.equal(await store.packages.remove('sha256:a', 'root'), 'unknown');
      assert.equal(await store.packages.remove('sha256:a', 'ann'), 'removed');
      assert.deepEqual([...(await store.packages.digests())], ['sha256:a']);
      assert.equal(await store.packages.remove('sha256:a', 'bob'), 'removed-last');
      assert.deepEqual([...(await store.packages.digests())], []);
      assert.equal(await store.packages.find('sha256:a', null), null);
    });

    it('keeps each account within its quota, also when it asks for everything at once', async () => {
      const adding = Array.from({ length: 8 }, (_, n) =>
        store.packages.add('ann', packageOf(`sha256:${n}`), 1, 350),
      );
      const outcomes = await Promise.all(adding);
      assert.deepEqual(outcomes.toSorted(), [
        ...Array.from({ length: 3 }, () => 'added'),
        ...Array.from({ length: 5 }, () => 'over-quota'),
      ]);
      assert.equal(await store.datasets.add(dataset('d', 'ann', 50), 350), 'added', 'exactly the quota');
      assert.equal(await store.datasets.add(dataset('e', 'ann', 1), 350), 'over-quota');
      assert.equal(await store.datasets.add(dataset('e', 'bob', 1), 350), 'added', 'each has its own');
      const { job } = (await accept('j', 'ann', { package: firstAdded(outcomes) })) as { job: object };
      assert(job);
      await store.jobs.change('j', { bytes: 7 });
      assert.equal(await store.datasets.add(dataset('f', 'ann', 6), 362), 'over-quota', 'kept jobs count');
      assert.deepEqual(await store.accounts.usage('ann'), {
        ...nothingMore,
        packageBytes: 300,
        datasetBytes: 50,
        jobBytes: 7,
      });
    });

    it('says when the last dataset of a content is gone', async () => {
      const { datasets } = store;
      await give('ann');
      await datasets.add(dataset('one', 'ann', 5), plenty);
      await datasets.add(dataset('two', 'bob', 5), plenty);
      assert.equal(await datasets.find('one', 'bob'), null);
      const { digest } = (await datasets.find('one', 'ann'))!;
      assert.equal((await datasets.findContent('ann', digest, 'other'))?.id, 'one');
      assert.equal((await datasets.findContent('bob', digest, 'data-one'))?.id, 'two');
      assert.equal(await datasets.findContent('root', digest, 'data-one'), null);
      assert.equal((await datasets.find('one', null))?.owner, 'ann');
      await accept('j', 'ann', { dataset: 'one' });
      assert.equal(await datasets.remove('one', 'bob'), 'unknown');
      assert.equal((await datasets.find('one', 'ann'))?.jobs, 1);
      assert.equal(await datasets.remove('one', 'ann'), 'in-use');
      await store.jobs.move('j', ['queued'], 'done');
      assert.equal(await datasets.remove('one', 'ann'), 'removed');
      assert.equal(await datasets.remove('two', 'bob'), 'removed-last');
      assert.deepEqual((await store.jobs.find('j', 'ann'))?.dataset, { id: 'one', name: 'data-one' });
    });

    it('accepts a job only whole, allowed and with room in the queue', async () => {
      await give('ann');
      await store.datasets.add(dataset('d', 'bob', 5), plenty);
      const refusal = async (account: string, rest: Partial<NewJob> = {}, bounds = room) => {
        const outcome = await store.jobs.accept(jobOf('refused', account, rest), bounds);
        return outcome.kind === 'refused' ? outcome.reason : outcome.kind;
      };
      assert.equal(await refusal('nobody'), 'no-account');
      assert.equal(await refusal('bob'), 'no-package', 'another account’s package is none');
      assert.equal(await refusal('ann', { dataset: 'd' }), 'no-dataset', 'so is another account’s dataset');
      assert.equal(await refusal('ann', {}, { overall: 0, perAccount: 9 }), 'queue-full');
      assert.equal(await refusal('ann', {}, { overall: 9, perAccount: 0 }), 'account-queue-full');
      await store.accounts.block('ann', 'loud', by);
      assert.equal(await refusal('ann'), 'account-blocked');
      assert.deepEqual(await store.jobs.counts(null), {}, 'nothing was left by a refusal');
      const accepted = await accept('r', 'root', { dataset: 'd', name: 'of an admin' });
      assert.deepEqual(accepted, {
        kind: 'accepted',
        job: {
          ...jobOf('r', 'root', { name: 'of an admin' }),
          sequence: 1,
          state: 'queued',
          dataset: { id: 'd', name: 'data-d' },
          startedAtMs: null,
          endedAtMs: null,
          report: null,
          bytes: 0,
          cacheBytes: 0,
          bundleBytes: 0,
          purgedAtMs: null,
          unjudged: null,
          chiefDeaths: 0,
          cpuSeconds: 0,
          mended: null,
        },
      });
    });

    it('gives a job another package only if its account owns that, and remembers the one before', async () => {
      await give('ann');
      await accept('j', 'ann');
      await store.jobs.move('j', ['queued'], 'failed');
      const job = (await store.jobs.find('j', 'ann'))!;
      const options = { ...job.options, workers: 9 };
      const mended = { package: 'sha256:b', options, keepResults: true };
      const mend = () => store.jobs.requeue('j', ['failed'], room, mended);
      assert.deepEqual(await mend(), { kind: 'refused', reason: 'no-package' });
      await give('bob', 'sha256:b');
      assert.deepEqual(await mend(), { kind: 'refused', reason: 'no-package' }, 'it is another account’s');
      assert.deepEqual(await store.jobs.find('j', 'ann'), job, 'a refusal changed nothing');
      await give('ann', 'sha256:b');
      assert.deepEqual(await mend(), {
        kind: 'accepted',
        job: {
          ...job,
          ...{ state: 'queued', package: 'sha256:b', options },
          mended: { keepResults: true, packages: ['sha256:a'] },
        },
      });
      assert.equal(await store.packages.remove('sha256:a', 'ann'), 'removed-last', 'nobody needs it');
      await store.jobs.move('j', ['queued'], 'failed');
      const back = { ...mended, package: 'sha256:b', keepResults: false };
      await store.jobs.requeue('j', ['failed'], room, back);
      assert.deepEqual((await store.jobs.find('j', null))?.mended, {
        keepResults: false,
        packages: ['sha256:a', 'sha256:b'],
      });
    });

    it('purges a job with any package that it was made from', async () => {
      await give('ann');
      await give('ann', 'sha256:b');
      await accept('j', 'ann');
      await accept('other', 'ann');
      await store.jobs.move('j', ['queued'], 'failed');
      const { options } = (await store.jobs.find('j', null))!;
      const mended = { package: 'sha256:b', options, keepResults: false };
      await store.jobs.requeue('j', ['failed'], room, mended);
      await store.jobs.move('j', ['queued'], 'running');
      const { jobs } = await store.packages.purge('sha256:a', 'ann', 'x', by);
      assert.deepEqual(jobs, ['j', 'other']);
      assert.equal((await store.jobs.find('j', null))?.state, 'cancelled');
      assert.notEqual(await store.packages.find('sha256:b', 'ann'), null);
    });

    it('takes a job into the queue again on the conditions of a new one', async () => {
      await give('ann');
      await accept('j', 'ann');
      await store.jobs.move('j', ['queued'], 'failed', {
        startedAtMs: 2,
        endedAtMs: 3,
        report: reportOf('x'),
      });
      const again = async (bounds = room) => {
        const outcome = await store.jobs.requeue('j', ['failed'], bounds);
        return outcome?.kind === 'refused' ? outcome.reason : (outcome?.job ?? null);
      };
      await store.accounts.block('ann', 'loud', by);
      assert.equal(await again(), 'account-blocked');
      await store.accounts.unblock('ann', by);
      assert.equal(await again({ overall: 9, perAccount: 0 }), 'account-queue-full');
      assert.equal(await store.packages.remove('sha256:a', 'ann'), 'removed-last');
      assert.equal(await again(), 'no-package');
      await give('ann');
      assert.equal((await store.jobs.find('j', 'ann'))?.state, 'failed', 'a refusal changed nothing');
      const queued = await again();
      assert(typeof queued === 'object' && queued !== null);
      assert.deepEqual(
        [queued.state, queued.startedAtMs, queued.endedAtMs, queued.report],
        ['queued', 2, null, null],
      );
      assert.equal(await again(), null, 'it waits already');
    });

    it('lists jobs by state a page at a time, without one twice or left out while more come', async () => {
      await give('ann');
      for (let n = 1; n <= 7; n++) await accept(`j${n}`, 'ann');
      await store.jobs.move('j4', ['queued'], 'running');
      const seen: string[] = [];
      let before: number | null | undefined;
      for (let n = 8; before !== null; n++) {
        const page: { readonly items: readonly { readonly id: string }[]; readonly next: number | null } =
          await store.jobs.list({
            owner: 'ann',
            states: ['queued'],
            limit: 2,
            ...(before === undefined ? {} : { before }),
          });
        seen.push(...page.items.map(({ id }) => id));
        before = page.next;
        await accept(`j${n}`, 'ann');
      }
      assert.deepEqual(seen, ['j7', 'j6', 'j5', 'j3', 'j2', 'j1']);
      assert.deepEqual((await store.jobs.list({ owner: 'bob', limit: 9 })).items, []);
      const waiting = await store.jobs.inStates(['queued', 'running']);
      assert.deepEqual(
        waiting.slice(0, 5).map(({ id }) => id),
        ['j1', 'j2', 'j3', 'j4', 'j5'],
      );
      assert.deepEqual(await store.jobs.counts('ann'), { queued: 9, running: 1 });
    });

    it('finds jobs by what they are of, what they are called and when they came', async () => {
      await give('ann');
      const { digest } = (await store.packages.list('ann', { limit: 1 })).items[0]!;
      for (const name of ['Alpha-1', 'beta-2', 'alphabet']) await accept(name, 'ann', { name });
      const found = async (filter: JobFilter) =>
        (await store.jobs.list({ owner: 'ann', limit: 9, ...filter })).items.map(({ name }) => name);
      assert.deepEqual(await found({ text: 'ALPHA' }), ['alphabet', 'Alpha-1']);
      assert.deepEqual(await found({ text: '%' }), [], 'it is no pattern');
      assert.deepEqual(await found({ text: 'alpha', states: ['running'] }), []);
      assert.equal((await found({ package: digest })).length, 3);
      assert.deepEqual(await found({ package: `${digest.slice(0, -1)}x` }), []);
      assert.deepEqual(await found({ dataset: 'none' }), []);
    });

    it('knows which ended jobs keep most for going on', async () => {
      await give('ann');
      await give('bob');
      for (const [id, account, state, cacheBytes] of [
        ['a', 'ann', 'failed', 5],
        ['b', 'bob', 'cancelled', 9],
        ['c', 'ann', 'done', 100],
        ['d', 'ann', 'interrupted', 100],
        ['e', 'ann', 'failed', 0],
      ] as const) {
        await accept(id, account);
        await store.jobs.move(id, ['queued'], state, { bytes: cacheBytes + 1, cacheBytes });
      }
      assert.deepEqual(await store.jobs.keeping(9), [
        { id: 'b', account: 'bob', bytes: 9 },
        { id: 'a', account: 'ann', bytes: 5 },
      ]);
      assert.deepEqual(
        (await store.jobs.keeping(1)).map(({ id }) => id),
        ['b'],
      );
    });

    it('moves a job once, whoever else tries', async () => {
      await give('ann');
      await accept('j', 'ann');
      const moves = await Promise.all(
        Array.from({ length: 12 }, (_, n) =>
          store.jobs.move('j', ['queued'], n % 2 === 0 ? 'preparing' : 'cancelled'),
        ),
      );
      assert.equal(moves.filter((job) => job !== null).length, 1);
      const job = await store.jobs.move('j', ['preparing', 'cancelled'], 'failed', {
        startedAtMs: 2,
        endedAtMs: 3,
        report: reportOf('x'),
        bytes: 4,
      });
      assert.deepEqual(
        [job?.state, job?.startedAtMs, job?.endedAtMs, job?.bytes, job?.report],
        ['failed', 2, 3, 4, reportOf('x')],
      );
      assert.equal(await store.jobs.move('j', ['queued'], 'running', { bytes: 9 }), null);
      assert.equal((await store.jobs.find('j', null))?.bytes, 4);
      assert.equal(await store.jobs.move('none', ['queued'], 'running'), null);
      assert.equal(await store.jobs.change('none', { bytes: 1 }), null);
    });

    it('forgets jobs that have ended, and keeps what jobs that have not still need', async () => {
      await give('ann');
      await give('bob');
      const needed: readonly JobState[] = ['queued', 'preparing', 'running', 'packing', 'interrupted'];
      for (const state of needed) {
        await accept(state, 'ann');
        await store.jobs.move(state, ['queued'], state);
        assert.equal((await store.packages.find('sha256:a', 'ann'))?.jobs, 1, state);
        assert.equal(await store.packages.remove('sha256:a', 'ann'), 'in-use', state);
        assert.equal(await store.packages.remove('sha256:a', 'bob'), 'removed', 'another may let go of it');
        await give('bob');
        const removed = await store.jobs.remove(state, 'ann');
        assert.equal(removed, state === 'interrupted' ? 'removed' : 'not-ended', state);
        await store.jobs.move(state, [state], 'failed');
        assert.equal(await store.jobs.remove(state, 'bob'), 'unknown');
        assert.equal(await store.jobs.remove(state, 'ann'), removed === 'removed' ? 'unknown' : 'removed');
      }
      await accept('of-root', 'root');
      assert.equal(await store.packages.remove('sha256:a', 'bob'), 'removed');
      assert.equal(await store.packages.remove('sha256:a', 'ann'), 'in-use', 'an admin’s job needs the last');
    });

    it('counts strikes, blocks with the third, and forgives them when unblocked', async () => {
      const incident = (account: string, verdict: 'note' | 'strike', reason: string) =>
        store.incidents.record({ account, verdict, reason, job: reason, package: 'sha256:a' }, 3, by);
      const counted = (strikes: number, blocks = false) => ({ counted: true, strikes, blocks });
      assert.deepEqual(await incident('ann', 'strike', 'one'), counted(1));
      assert.deepEqual(await incident('ann', 'note', 'seen'), { counted: false, strikes: 1, blocks: false });
      assert.deepEqual(await incident('ann', 'strike', 'two'), counted(2));
      const again = { counted: false, strikes: 2, blocks: false };
      assert.deepEqual(await incident('ann', 'strike', 'two'), again, 'that job has its strike');
      const upload = { account: 'bob', verdict: 'strike', reason: 'x', job: null, package: null } as const;
      for (const strikes of [1, 2])
        assert.deepEqual(await store.incidents.record(upload, 3, by), counted(strikes), 'no job, no limit');
      assert.deepEqual(await incident('ann', 'strike', 'three'), counted(3, true));
      assert.deepEqual(await incident('ann', 'strike', 'four'), counted(4), 'it is blocked already');
      assert.match((await store.accounts.find('ann'))?.blocked?.reason ?? '', /three/);
      assert.equal((await store.accounts.unblock('ann', by))?.strikes, 0);
      assert.deepEqual(await incident('ann', 'strike', 'five'), counted(1), 'a new beginning');
      assert.deepEqual(
        (await store.incidents.strikes('ann', { limit: 9 })).items.map(
          ({ reason, forgiven }) => `${reason} ${forgiven}`,
        ),
        ['five false', 'four true', 'three true', 'two true', 'one true'],
      );
      const first = await store.incidents.strikes('ann', { limit: 3 });
      const rest = await store.incidents.strikes('ann', { limit: 3, before: first.next! });
      assert.deepEqual(
        [first, rest].map(({ items }) => items.map(({ reason }) => reason)),
        [
          ['five', 'four', 'three'],
          ['two', 'one'],
        ],
      );
      assert.equal(rest.next, null);
      for (let n = 0; n < 4; n++)
        assert.deepEqual(await incident('root', 'strike', 'x'), {
          counted: false,
          strikes: 0,
          blocks: false,
        });
      assert.equal(await incident('nobody', 'strike', 'x'), null);
      assert.deepEqual(
        (await store.audit.list('ann', { limit: 4 })).items.map(({ action }) => action),
        ['strike', 'account-unblocked', 'strike', 'account-blocked'],
      );
    });

    it('keeps what a job did until it is judged', async () => {
      await give('ann');
      for (const id of ['one', 'two', 'three']) await accept(id, 'ann');
      await store.jobs.move('two', ['queued'], 'failed', { unjudged: 'forged' });
      await store.jobs.move('one', ['queued'], 'failed', { unjudged: 'bombed' });
      const waiting = async () =>
        (await store.jobs.unjudged()).map(({ id, unjudged }) => `${id} ${unjudged}`);
      assert.deepEqual(await waiting(), ['one bombed', 'two forged']);
      await store.jobs.change('one', { unjudged: null, chiefDeaths: 2 });
      assert.equal((await store.jobs.find('one', null))?.chiefDeaths, 2);
      assert.deepEqual(await waiting(), ['two forged']);
      await store.packages.purge('sha256:a', 'ann', 'it forged frames', by);
      await store.jobs.change('two', { unjudged: 'forged' });
      assert.deepEqual(await waiting(), [], 'it may quote the package');
    });

    it('purges a package of one account, and keeps of its jobs what cannot quote it', async () => {
      const secret = 'a line of the package';
      await give('ann');
      await accept('failed', 'ann');
      await store.jobs.move('failed', ['queued'], 'failed', { report: reportOf(secret), bytes: 9 });
      await accept('running', 'ann');
      await store.jobs.move('running', ['queued'], 'running');
      await give('ann', 'sha256:b');
      await accept('other', 'ann', { package: 'sha256:b' });
      const purged = await store.packages.purge('sha256:a', 'ann', 'it forged frames', by);
      assert.deepEqual(purged, { last: true, jobs: ['failed', 'running'] });
      assert.deepEqual([...(await store.packages.digests())], ['sha256:b']);
      assert.deepEqual(await store.jobs.purged(), ['failed', 'running']);
      assert.equal(await store.jobs.move('running', ['running'], 'done'), null, 'it was cancelled');
      await store.jobs.change('running', { report: reportOf(secret) });
      for (const id of ['failed', 'running']) {
        const job = await store.jobs.find(id, null);
        assert.equal(job?.report?.failure?.code, 'user-error');
        assert(!JSON.stringify(job).includes(secret));
      }
      assert.equal((await store.accounts.usage('ann')).jobBytes, 0);
      assert.equal((await store.jobs.find('other', 'ann'))?.state, 'queued');
      assert.equal((await store.audit.list('ann', { limit: 1 })).items[0]?.action, 'package-purged');
      const nobodys = await store.packages.purge('sha256:gone', 'ann', 'x', by);
      assert.deepEqual(nobodys, { last: true, jobs: [] });
      assert.equal(await give('ann'), 'added', 'it may come again, and be struck again');
    });

    it('tells what jobs keep by kind, and counts the notes about an account, of which it keeps the last', async () => {
      await give('ann');
      await accept('j', 'ann');
      await store.jobs.change('j', { bytes: 100, cacheBytes: 40, bundleBytes: 9 });
      const note = { account: 'ann', verdict: 'note', job: null, package: null } as const;
      for (let n = 1; n <= mostNotes + 2; n += 1)
        await store.incidents.record({ ...note, reason: `note ${n}` }, 3, by);
      const usage = {
        packageBytes: 100,
        datasetBytes: 0,
        libraryBytes: 0,
        jobBytes: 51,
        cacheBytes: 40,
        bundleBytes: 9,
        auditBytes: mostNotes * auditRowBytes,
      };
      assert.deepEqual(await store.accounts.usage('ann'), usage);
      assert.equal(storedBytes(usage), 200 + mostNotes * auditRowBytes);
      await give('bob');
      assert.deepEqual(await store.accounts.usage(null), { ...usage, packageBytes: 200 });
      const [newest] = (await store.audit.list('ann', { limit: 1 })).items;
      assert.equal(newest?.detail, `note ${mostNotes + 2}`);
      const rows = (await store.audit.list('ann', { limit: 2 * mostNotes })).items;
      assert.equal(rows.filter(({ action }) => action === 'incident-noted').length, mostNotes);
      assert.equal(rows.at(-1)?.action, 'account-created', 'what operators do stays');
    });

    it('counts installed libraries for each account whose jobs ran with them, once, and tells which are needed', async () => {
      for (const name of ['ann', 'bob']) await give(name);
      await give('ann', 'sha256:b');
      for (const id of ['a1', 'a2']) await accept(id, 'ann');
      await accept('a3', 'ann', { package: 'sha256:b' });
      await accept('b1', 'bob');
      for (const id of ['a1', 'a2', 'b1']) await store.layers.use(id, { digest: 'one', bytes: 5 });
      await store.layers.use('a3', { digest: 'two', bytes: 7 });
      await store.layers.use('gone', { digest: 'three', bytes: 9 });
      const counted = async (name: string | null) => (await store.accounts.usage(name)).libraryBytes;
      const list = async () => (await store.layers.list()).map(({ digest, needed }) => [digest, needed]);
      assert.deepEqual([await counted('ann'), await counted('bob'), await counted(null)], [12, 5, 17]);
      assert.equal(storedBytes(await store.accounts.usage('bob')), 105);
      assert.equal(await store.packages.add('bob', packageOf('sha256:c'), 1, 204), 'over-quota');
      assert.deepEqual(
        [await store.layers.isCounted('bob', 'one'), await store.layers.isCounted('bob', 'two')],
        [true, false],
      );
      for (const id of ['a1', 'a2', 'a3', 'b1']) await store.jobs.move(id, ['queued'], 'done');
      const none = [
        ['one', false],
        ['three', false],
        ['two', false],
      ];
      assert.deepEqual(await list(), none);
      await accept('a4', 'ann');
      assert.deepEqual((await list())[0], ['one', true], 'another job of that package waits');
      await store.jobs.move('a4', ['queued'], 'interrupted');
      assert.deepEqual((await list())[0], ['one', true]);
      await store.jobs.remove('a3', 'ann');
      assert.equal(await counted('ann'), 5);
      await store.packages.purge('sha256:a', 'bob', 'x', by);
      assert.deepEqual([await counted('bob'), await counted('ann')], [0, 5]);
      await store.layers.use('b1', { digest: 'one', bytes: 5 });
      assert.equal(await counted('bob'), 0, 'a job that was purged keeps nothing');
      await store.layers.forget(['one', 'three']);
      assert.deepEqual([await counted('ann'), await store.layers.isCounted('ann', 'one')], [0, false]);
      assert.deepEqual(await list(), [['two', false]]);
    });

    it('leaves of a package that it purges everything that is another account’s', async () => {
      for (const name of ['ann', 'bob']) await give(name);
      await accept('anns', 'ann');
      for (const id of ['done', 'running', 'queued']) await accept(id, 'bob');
      await store.jobs.move('done', ['queued'], 'done', { report: reportOf('his'), bytes: 9 });
      await store.jobs.move('running', ['queued'], 'running', { unjudged: 'forged' });
      const bobs = async () => [
        await store.packages.list('bob', { limit: 9 }),
        await store.jobs.list({ owner: 'bob', limit: 9 }),
        await store.accounts.usage('bob'),
        await store.audit.list('bob', { limit: 9 }),
      ];
      const before = await bobs();
      const purged = await store.packages.purge('sha256:a', 'ann', 'x', by);
      assert.deepEqual(purged, { last: false, jobs: ['anns'] });
      assert.deepEqual(await bobs(), before);
      assert.equal(await store.packages.find('sha256:a', 'ann'), null);
      assert.equal((await store.jobs.requeue('done', ['done'], room))?.kind, 'accepted');
      assert.equal(await give('ann'), 'added', 'whatever others have');
    });

    it('gives a package that is purged to an admin whose job still needs it', async () => {
      await give('ann');
      await accept('helping', 'root');
      const purged = await store.packages.purge('sha256:a', 'ann', 'x', by);
      assert.deepEqual(purged, { last: false, jobs: [] });
      assert.equal((await store.packages.find('sha256:a', null))?.owner, 'root');
      assert.equal((await store.jobs.find('helping', null))?.state, 'queued');
    });

    const { openAgain } = subject;
    if (openAgain !== null)
      it('is one store to all who have it open, and the same after it was closed', async () => {
        const other = await openAgain(store);
        try {
          await give('ann');
          assert.equal((await other.packages.find('sha256:a', 'ann'))?.name, 'p');
          await other.jobs.accept(jobOf('j', 'ann'), room);
          const moved = await Promise.all(
            [store, other, store, other].map((each) => each.jobs.move('j', ['queued'], 'running')),
          );
          assert.equal(moved.filter((job) => job !== null).length, 1);
          const before = await everything(other);
          await store.close();
          store = await openAgain(other);
          assert.deepEqual(await everything(store), before);
        } finally {
          await other.close();
        }
      });
  });
}

async function everything(store: Store): Promise<unknown> {
  const page = { limit: 100 };
  return [
    await store.accounts.list(),
    await store.tokens.list(null, { limit: 9 }),
    await store.packages.list(null, page),
    await store.datasets.list(null, page),
    await store.jobs.list({ owner: null, ...page }),
    await store.audit.list(null, page),
  ];
}

function packageOf(digest: string): StoredPackage {
  return { digest, name: 'p', files: 3, bytes: 100, manifest: { limits: { memory: 5 } } };
}

function dataset(id: string, owner: string, bytes: number) {
  return {
    id,
    owner,
    bytes,
    name: `data-${id}`,
    digest: 'sha256:d',
    folder: false,
    createdAtMs: 3,
  };
}

function jobOf(id: string, account: string, rest: Partial<NewJob> = {}): NewJob {
  return {
    id,
    account,
    name: 'job',
    package: 'sha256:a',
    dataset: null,
    options: plainOptions,
    createdAtMs: 4,
    ...rest,
  };
}

function firstAdded(outcomes: readonly string[]): string {
  return `sha256:${outcomes.indexOf('added')}`;
}
