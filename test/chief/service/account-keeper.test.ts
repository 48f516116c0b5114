import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from '../../../src/store/accounts.ts';
import { Hold } from '../../helpers/hold.ts';
import { sampleProgram } from '../../helpers/sample-program.ts';
import { codeOf, granted, ServedChief, upload } from '../../helpers/served-chief.ts';

const by = { actor: 'operator', atMs: 2 };

describe('what is decided about an account', () => {
  let hold: Hold;
  let served: ServedChief;
  let ann: Account;
  let bob: Account;
  let root: Account;
  beforeEach(async () => {
    hold = new Hold();
    const sample = sampleProgram('x', 4);
    served = await ServedChief.start({
      programs: { held: { ...sample, process: hold.process } },
      settings: { runningJobs: 1, slots: 4 },
    });
    [ann, bob] = [await served.account('ann'), await served.account('bob')];
    root = (await served.home.store.accounts.find('root'))!;
  });
  afterEach(async () => {
    hold.release();
    await served.end();
  });
  const rows = async () => (await served.home.store.audit.list('ann', { limit: 9 })).items;

  it('ends what it has running and waiting once it is blocked so, and nothing of others', async () => {
    const running = await served.submit(ann, 'held');
    await hold.begun(1);
    const waiting = await served.submit(ann, 'held');
    const others = await served.submit(bob, 'held');
    await served.home.store.accounts.block('ann', 'mining', by);
    await served.chief.enforceBlocks();
    assert.equal(
      granted(await served.chief.job(ann, running.id)).state,
      'running',
      'without stop it goes on',
    );
    await served.home.store.accounts.block('ann', 'mining', by, true);
    await served.chief.enforceBlocks();
    for (const { id } of [running, waiting]) {
      const { state, failure } = granted(await served.chief.job(ann, id));
      assert.equal(state, 'cancelled');
      assert.equal(failure?.message, 'the job was cancelled by an operator: the account is blocked: mining');
      const lines = served.logged.filter((line) => line.startsWith('a job has ended ') && line.includes(id));
      assert.equal(lines.length, 1, `the log of ${id}: ${served.logged.join('\n')}`);
      assert.match(lines[0]!, /"state":"cancelled"/);
    }
    assert.notEqual(granted(await served.chief.job(bob, others.id)).state, 'cancelled');
  });

  it('is noticed where a command beside the chief did it', async () => {
    const { id } = await served.submit(ann, 'held');
    await hold.begun(1);
    await served.home.store.accounts.block('ann', 'mining', by, true);
    assert.equal((await served.ended(ann, id)).state, 'cancelled');
  });

  it('is told no reason that cannot be seen', async () => {
    const { id } = await served.submit(ann, 'held');
    await hold.begun(1);
    await served.chief.stopAccount(root, 'ann', ' \u200b');
    const { failure } = granted(await served.chief.job(ann, id));
    assert.equal(failure?.message, 'the job was cancelled by an operator');
    const [row] = await rows();
    assert.equal(row?.detail, '1 jobs');
  });

  it('ends all its jobs where an operator says so, and tells why', async () => {
    const { id } = await served.submit(ann, 'held');
    await hold.begun(1);
    const origin = { from: '10.0.0.7', token: 'abc', request: 'r1' };
    const stopped = await served.chief.stopAccount({ ...root, origin }, 'ann', 'maintenance');
    assert.deepEqual(stopped, { kind: 'stopped', jobs: 1 });
    const { failure } = granted(await served.chief.job(ann, id));
    assert.equal(failure?.message, 'the job was cancelled by an operator: maintenance');
    const [row] = await rows();
    assert.deepEqual(
      [row?.actor, row?.action, row?.from, row?.token, row?.detail],
      ['root', 'account-stopped', '10.0.0.7', 'abc', '1 jobs: maintenance'],
    );
    assert.equal(codeOf(await served.chief.stopAccount(root, 'nobody', null)), 'not-found');
  });

  it('lets none that waits begin in the place of one that it ends', async () => {
    const running = await served.submit(ann, 'held');
    await hold.begun(1);
    const waiting = [await served.submit(ann, 'held'), await served.submit(ann, 'held')];
    assert.deepEqual(await served.chief.stopAccount(root, 'ann', null), { kind: 'stopped', jobs: 3 });
    for (const { id } of [running, ...waiting])
      assert.equal(granted(await served.chief.job(ann, id)).state, 'cancelled');
  });

  it('deletes it with all that it has, and leaves what others have', async () => {
    const { id } = await served.submit(ann, 'held');
    await hold.begun(1);
    const data = { ...upload('data'), name: 'd', folder: false };
    granted(await served.chief.addDataset(ann, data));
    await served.upload(bob);
    for (const name of ['root', 'admin'])
      assert.notEqual(codeOf(await served.chief.deleteAccount(root, name)), 'deleted', name);
    assert.deepEqual(await served.chief.deleteAccount(root, 'ann'), { kind: 'deleted' });
    const { store, path } = served.home;
    assert.equal(await store.accounts.find('ann'), null);
    assert.equal(await store.jobs.find(id, null), null);
    await assert.rejects(access(join(path, 'jobs', id)));
    assert.equal((await store.datasets.digests()).size, 0);
    assert.equal((await served.chief.packages(bob, { limit: 9 })).items.length, 1);
    assert.equal((await rows())[0]?.action, 'account-deleted');
  });

  it('gives its jobs other limits, and bounds its workers and what it may have', async () => {
    const { store } = served.home;
    await store.accounts.configure('ann', { slots: 1, 'limits.pids': 20, quotaBytes: 20_000 }, by);
    ann = (await store.accounts.find('ann'))!;
    const job = await served.submit(ann, 'held');
    assert.equal(job.options.limits.pids, 20);
    const more = await served.chief.submit(ann, {
      package: job.package ?? '',
      options: { limits: { pids: 21 } },
    });
    assert.equal(codeOf(more), 'bad-options');
    const large = { ...upload(Buffer.alloc(30_000)), name: 'd', folder: false };
    assert.equal(codeOf(await served.chief.addDataset(ann, large)), 'over-quota');
    const same = { ...upload(Buffer.alloc(30_000)), name: 'd', folder: false };
    assert.equal(granted(await served.chief.addDataset(bob, same)).kind, 'added');
    await hold.begun(1);
    assert.equal(served.chief.metrics.slots().shared, 1);
    await store.accounts.configure('ann', { slots: null }, by);
    await served.chief.enforceBlocks();
    assert.ok(served.chief.metrics.slots().shared > 1, 'it holds for what runs');
  });
});
