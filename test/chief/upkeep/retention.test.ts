import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../../src/model/clock.ts';
import type { Account } from '../../../src/store/accounts.ts';
import { defaultSettings } from '../../helpers/chief-settings.ts';
import { Hold } from '../../helpers/hold.ts';
import { sampleProgram } from '../../helpers/sample-program.ts';
import { granted, ServedChief, upload } from '../../helpers/served-chief.ts';

const day = 86_400_000;

describe('what is kept long enough', () => {
  let aheadMs: number;
  let hold: Hold;
  let served: ServedChief;
  let ann: Account;
  const start = async (retention: object = {}) => {
    aheadMs = 0;
    hold = new Hold();
    const programs = {
      held: { ...sampleProgram('x', 2), process: hold.process },
      done: sampleProgram('x', 2),
    };
    const clock = {
      now: () => systemClock.now(),
      after: (ms: number, call: () => void) => systemClock.after(ms, call),
      wallTimeMs: () => systemClock.wallTimeMs() + aheadMs,
    };
    const { retention: usual } = defaultSettings(2);
    served = await ServedChief.start({
      programs,
      clock,
      settings: { retention: { ...usual, ...retention } },
    });
    ann = await served.account('ann');
  };
  afterEach(async () => {
    hold.release();
    await served.end();
  });
  const data = async (text: string) => {
    const sent = { ...upload(text), name: 'd', folder: false };
    return granted(await served.chief.addDataset(ann, sent)).dataset.id;
  };
  const kinds = async () => (await served.chief.expiring()).items.map(({ kind }) => kind);

  it('goes after the time that the settings say, results first and what they were made of later', async () => {
    await start();
    const dataset = await data('x');
    const digest = await served.upload(ann);
    const { job } = granted(await served.chief.submit(ann, { package: digest, name: 'done', dataset }));
    await served.ended(ann, job.id);
    aheadMs = 13 * day;
    assert.deepEqual(await kinds(), []);
    aheadMs = 15 * day;
    assert.deepEqual(await kinds(), ['job'], 'the job alone');
    await access(join(served.home.path, 'jobs', job.id));
    const { items } = granted(await served.chief.removeExpired(await served.account('root')));
    assert.deepEqual(
      items.map(({ id, account }) => [id, account]),
      [[job.id, 'ann']],
    );
    await assert.rejects(access(join(served.home.path, 'jobs', job.id)));
    assert.equal(await served.home.store.jobs.find(job.id, null), null);
    aheadMs = 91 * day;
    assert.deepEqual(await kinds(), ['package', 'dataset']);
    granted(await served.chief.removeExpired(await served.account('root')));
    assert.equal((await served.home.store.packages.digests()).size, 0);
    assert.equal((await served.home.store.datasets.digests()).size, 0);
    const entries = await served.home.entries();
    assert.ok(!entries.some((name) => /^(packages|datasets)\/./.test(name)), entries.join(' '));
  });

  it('never goes while a job needs it, however old it is', async () => {
    await start();
    const dataset = await data('x');
    const digest = await served.upload(ann);
    const submission = { package: digest, name: 'held', dataset };
    const { job } = granted(await served.chief.submit(ann, submission));
    await hold.begun(1);
    aheadMs = 100 * day;
    const unused = await data('another');
    await served.home.store.datasets.remove(unused, 'ann');
    assert.deepEqual(granted(await served.chief.removeExpired(await served.account('root'))).items, []);
    hold.release();
    assert.equal((await served.ended(ann, job.id)).state, 'done');
  });

  it('stays for ever where the settings say so, and audit rows go by themselves', async () => {
    await start({ results: 0, packages: 0, datasets: 0, audit: 30 * 86_400 });
    const job = await served.submit(ann, 'done');
    await served.ended(ann, job.id);
    const { audit } = served.home.store;
    await audit.add({
      ...{ actor: 'root', atMs: systemClock.wallTimeMs(), account: 'ann' },
      ...{ action: 'job-cancelled', subject: 'new', detail: '' },
    });
    aheadMs = 20 * day;
    const { items, auditRows } = granted(await served.chief.removeExpired(await served.account('root')));
    assert.deepEqual(items, []);
    assert.ok(auditRows > 0, 'those of the time when the accounts were made');
    const [swept, ...rest] = (await audit.list(null, { limit: 9 })).items;
    assert.deepEqual([swept?.actor, swept?.action, swept?.account], ['root', 'chief-swept', null]);
    assert.equal(swept?.detail, `0 things, 0 ended tokens and ${auditRows} rows of this trail`);
    assert.deepEqual(
      rest.map(({ subject }) => subject),
      ['new'],
    );
    aheadMs = 5000 * day;
    assert.deepEqual(await kinds(), []);
  });

  it('is so of tokens that were revoked or have expired, and of no other', async () => {
    await start({ tokens: 30 * 86_400, audit: 0 });
    const { tokens } = served.home.store;
    const nowMs = systemClock.wallTimeMs();
    const act = { actor: 'root', atMs: nowMs };
    for (const [id, expiresAtMs] of [
      ['for-ever', null],
      ['revoked', null],
      ['expires', nowMs + 10 * day],
      ['expires-late', nowMs + 100 * day],
    ] as const)
      await tokens.create({ id, account: 'ann', hash: id, expiresAtMs }, act);
    await tokens.revoke('revoked', act);
    const kept = async () => (await tokens.list('ann', { limit: 9 })).items.map(({ id }) => id);
    aheadMs = 29 * day;
    assert.equal((await served.chief.expiring()).tokens, 0);
    aheadMs = 41 * day;
    assert.equal((await served.chief.expiring()).tokens, 2);
    const root = await served.account('root');
    assert.equal(granted(await served.chief.removeExpired(root)).tokens, 2);
    assert.deepEqual(await kept(), ['expires-late', 'for-ever']);
    const [swept] = (await served.home.store.audit.list(null, { limit: 1 })).items;
    assert.equal(swept?.detail, '0 things, 2 ended tokens and 0 rows of this trail');
    aheadMs = 5000 * day;
    granted(await served.chief.removeExpired(root));
    assert.deepEqual(await kept(), ['for-ever']);
  });
});
