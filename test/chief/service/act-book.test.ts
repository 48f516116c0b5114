import assert from 'node:assert/strict';
import type { Caller } from '../../../src/chief/caller.ts';
import { DiskFullError } from '../../../src/store/disk-full-error.ts';
import { Hold } from '../../helpers/hold.ts';
import { sampleProgram } from '../../helpers/sample-program.ts';
import { granted, ServedChief, upload } from '../../helpers/served-chief.ts';

describe('what accounts do', () => {
  let hold: Hold;
  let served: ServedChief;
  let ann: Caller;
  let operator: Caller;
  beforeEach(async () => {
    hold = new Hold();
    const programs = {
      held: { ...sampleProgram('x', 2), process: hold.process },
      done: sampleProgram('x', 2),
    };
    served = await ServedChief.start({ programs });
    ann = await served.account('ann');
    const origin = { from: '192.0.2.7', token: '0123456789ab', request: 'r1' };
    operator = { ...(await served.home.store.accounts.find('root'))!, origin };
  });
  afterEach(async () => {
    hold.release();
    await served.end();
  });
  const rows = async () => (await served.home.store.audit.list('ann', { limit: 20 })).items;

  it('has no reason where none can be seen', async () => {
    const held = await served.submit(ann, 'held');
    await hold.begun(1);
    granted(await served.chief.cancel(operator, held.id, '\u200b'));
    const { failure } = granted(await served.chief.job(ann, held.id));
    assert.equal(failure?.message, 'the job was cancelled by an operator');
    assert.equal((await rows())[0]?.detail, '');
  });

  it('is in the audit where it was done to another’s things, and its owner is told', async () => {
    const { chief } = served;
    const held = await served.submit(ann, 'held');
    await hold.begun(1);
    granted(await chief.cancel(operator, held.id, 'maintenance'));
    const { failure } = granted(await chief.job(ann, held.id));
    assert.equal(failure?.message, 'the job was cancelled by an operator: maintenance');
    const dataset = granted(await chief.addDataset(ann, { ...upload('x'), name: 'd', folder: false }));
    granted(await chief.deleteDataset(operator, dataset.dataset.id));
    granted(await chief.deleteJob(operator, held.id));
    granted(await chief.deletePackage(operator, held.package!));
    const did = (await rows()).slice(0, 4).map(({ action, subject, detail }) => [action, subject, detail]);
    assert.deepEqual(did, [
      ['package-deleted', held.package, ''],
      ['job-deleted', held.id, 'held'],
      ['dataset-deleted', dataset.dataset.id, 'd'],
      ['job-cancelled', held.id, 'maintenance'],
    ]);
    for (const { actor, from, token } of (await rows()).slice(0, 4))
      assert.deepEqual([actor, from, token], ['root', '192.0.2.7', '0123456789ab']);
  });

  it('is no business of the audit where it was done to the own things', async () => {
    const before = (await rows()).length;
    const held = await served.submit(ann, 'held');
    await hold.begun(1);
    granted(await served.chief.cancel(ann, held.id));
    assert.equal(granted(await served.chief.job(ann, held.id)).failure?.message, 'the job was cancelled');
    granted(await served.chief.deleteJob(ann, held.id));
    assert.equal((await rows()).length, before);
  });

  it('is in the log, and so is each step of a job’s life', async () => {
    const origin = { from: '192.0.2.9', token: 'ba9876543210', request: 'r2' };
    const job = await served.submit({ ...ann, origin }, 'done');
    await served.ended(ann, job.id);
    granted(await served.chief.deleteJob({ ...ann, origin }, job.id));
    const lines = served.logged.filter((line) => line.includes(job.id)).map((line) => line.split(' {')[0]);
    assert.deepEqual(lines, [
      'a job was accepted',
      'a job was started',
      'a job went on',
      'a job went on',
      'a job has ended',
      'a job was deleted',
    ]);
    const accepted = served.logged.find((line) => line.startsWith('a job was accepted'))!;
    assert.match(accepted, /"by":"ann","from":"192\.0\.2\.9","tokenId":"ba9876543210","reqId":"r2"/);
  });

  it('is in the log alone where the disk is too full to note it, and done all the same', async () => {
    const held = await served.submit(ann, 'held');
    await hold.begun(1);
    const { audit } = served.home.store;
    const add = audit.add.bind(audit);
    audit.add = () => Promise.reject(new DiskFullError('full'));
    try {
      assert.equal(granted(await served.chief.cancel(operator, held.id)).job.state, 'cancelled');
    } finally {
      audit.add = add;
    }
    assert.ok(served.logged.some((line) => line.startsWith('an act is in this line alone')));
    assert.equal(granted(await served.chief.job(ann, held.id)).state, 'cancelled');
  });
});
