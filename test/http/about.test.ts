import assert from 'node:assert/strict';
import type { LocalChief } from '../../src/chief/local-chief.ts';
import { Hold } from '../helpers/hold.ts';
import { sampleProgram } from '../helpers/sample-program.ts';
import { ServedChief } from '../helpers/served-chief.ts';
import { HttpFixture } from './http-fixture.ts';

describe('what a chief says about itself', () => {
  let served: ServedChief;
  let http: HttpFixture<LocalChief>;
  const held = new Hold();
  before(async () => {
    const programs = { long: { ...sampleProgram('long', 2), process: held.process } };
    served = await ServedChief.start({ programs, settings: { runningJobs: 1, quotaBytes: 1024 ** 3 } });
    http = await HttpFixture.over(served.chief, served.home);
  });
  after(async () => {
    held.release();
    await http.parts.app.close();
    await served.end();
  });

  it('is whose token came, what the account has and what it did', async () => {
    const { store } = served.home;
    const ann = await served.account('ann');
    const digest = await served.upload(ann);
    for (const reason of ['first', 'second'])
      await store.incidents.record(
        { account: 'ann', verdict: 'strike', reason, job: null, package: digest },
        3,
        { actor: 'chief', atMs: 7 },
      );
    const { me } = (await http.ask('ann', 'GET /api/v1/me')).json();
    assert.deepEqual([me.account.name, me.account.admin, me.account.strikes], ['ann', false, 2]);
    assert.deepEqual([me.quotaBytes, me.strikesToBlock, me.token.expiresAtMs], [1024 ** 3, 3, null]);
    assert.equal(me.usedBytes, me.usage.packageBytes);
    assert(me.usedBytes > 0);
    assert.deepEqual(
      me.strikes.map(({ reason }: { reason: string }) => reason),
      ['second', 'first'],
    );
    assert.deepEqual((await http.ask('bob', 'GET /api/v1/me')).json().me.strikes, []);
    assert(!JSON.stringify(me).includes('hash'));
  });

  it('is what it allows, and the rules with their examples', async () => {
    const terms = (await http.ask('ann', 'GET /api/v1/limits')).json();
    const memory = terms.limits.find(({ name }: { name: string }) => name === 'memory');
    assert.deepEqual([memory.value, memory.unit], [512 * 1024 ** 2, 'bytes']);
    assert.equal(terms.packageUploadBytes, served.chief.bounds.packageUploadBytes);
    const { items } = (await http.ask('bob', 'GET /api/v1/rules')).json();
    const rule = items.find(({ id }: { id: string }) => id === 'BUT301');
    assert.equal(rule.severity, 'error');
    assert.match(rule.bad.files[0].text, /def splitter/);
  });

  it('is what waits for what, without the names of others', async () => {
    const ann = await served.account('ann');
    const running = await served.submit(ann, 'long');
    await held.begun(1);
    const waiting = [await served.submit(ann, 'long'), await served.submit(ann, 'long')];
    const seen = async (caller: 'ann' | 'bob' | 'root') =>
      (await http.ask(caller, 'GET /api/v1/status')).json().status;
    const status = await seen('ann');
    assert.deepEqual(
      [status.ready, status.engine, status.image, status.queueLength],
      [true, 'fake', 'fake-image', 2],
    );
    assert.deepEqual(status.runningJobs, { now: 1, most: 1 });
    assert.deepEqual([status.running[0].id, status.running[0].position], [running.id, null]);
    assert(status.memory.claimedBytes >= status.running[0].memoryBytes);
    assert.deepEqual(
      status.queue.map(({ id, position }: { id: string; position: number }) => [id, position]),
      waiting.map(({ id }, index) => [id, index + 1]),
    );
    assert.match(status.queue[0].waitsFor, /^a running job to end/);
    assert.equal(status.disk.stored, null);
    const other = await seen('bob');
    assert.deepEqual([other.queueLength, other.jobs], [2, {}]);
    for (const { id, name, account } of [...other.queue, ...other.running])
      assert.deepEqual([id, name, account], [null, null, null]);
    assert(!/ann|long/.test(JSON.stringify([other.queue, other.running])));
    const all = await seen('root');
    assert.deepEqual([all.queue[0].account, all.jobs.queued], ['ann', 2]);
    assert(all.disk.stored.packages > 0);
    for (const { id } of waiting) await served.chief.cancel(ann, id);
    assert.equal((await seen('bob')).queueLength, 0);
    held.release();
    assert.equal((await served.ended(ann, running.id)).state, 'done');
  });
});
