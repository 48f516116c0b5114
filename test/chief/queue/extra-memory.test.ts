import assert from 'node:assert/strict';
import type { FakePoint } from '../../helpers/fake-script.ts';
import { Hold } from '../../helpers/hold.ts';
import { sampleProgram } from '../../helpers/sample-program.ts';
import { granted, ServedChief } from '../../helpers/served-chief.ts';

const MiB = 1024 ** 2;
const base = 512 * MiB;
const sample = sampleProgram('sample', 2);

describe('the memory of retries that get more of it', function () {
  this.timeout(30_000);
  let served: ServedChief;
  /** Jobs whose fragments need more than they begin with, by name; and the most that all sandboxes had at once. */
  let hungry: Record<string, number>;
  let mostBytes: number;
  beforeEach(() => {
    hungry = {};
    mostBytes = 0;
  });
  afterEach(() => served.end());

  const until = async (isSo: () => Promise<boolean> | boolean) => {
    while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const memoryNow = () =>
    served.runtime.sandboxes.reduce((sum, { alive, memoryBytes }) => sum + (alive ? memoryBytes : 0), 0);

  async function start(memoryBytes: number, programs: Record<string, object>) {
    served = await ServedChief.start({
      programs,
      settings: { memoryBytes, warmJobs: 0, runningJobs: 4 },
      interfere: ({ role, nth, step }: FakePoint) => {
        mostBytes = Math.max(mostBytes, memoryNow());
        const sandbox = served.runtime.sandboxes.find((one) => one.role === role && one.nth === nth);
        const needed = hungry[sandbox?.jobName ?? ''] ?? 0;
        if (role !== 'worker' || step !== 'process' || sandbox!.memoryBytes >= needed) return undefined;
        return { act: 'die', oomKilled: true };
      },
    });
    return { ann: await served.account('ann'), bob: await served.account('bob') };
  }

  const submit = (account: Parameters<ServedChief['submit']>[0], name: string) =>
    served.submit(account, name, { workers: 1 });
  const larger = () => served.runtime.sandboxes.filter(({ memoryBytes }) => memoryBytes > base);

  it('is waited for until the machine has it', async () => {
    const hold = new Hold();
    hungry.big = 2 * base;
    const { ann, bob } = await start(6 * base, { big: sample, held: { ...sample, process: hold.process } });
    const held = await submit(bob, 'held');
    await hold.begun(1);
    const big = await submit(ann, 'big');
    await until(
      () => served.runtime.sandboxes.filter(({ role, alive }) => role === 'worker' && !alive).length === 1,
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.deepEqual(larger(), [], 'there is no room for it beside the other job');
    assert.equal(granted(await served.chief.job(ann, big.id)).state, 'running');
    const told = served.follow(ann, big.id);
    hold.release();
    assert.equal((await served.ended(bob, held.id)).state, 'done');
    assert.equal((await served.ended(ann, big.id)).state, 'done');
    assert.equal(larger().length, 1);
    assert.ok(mostBytes <= 6 * base, `${mostBytes / base} times the base`);
    const warned = (await told).map(({ json }) => json).filter((json) => json.includes('"warning"'));
    assert.match(warned.join('\n'), /512 MiB more memory waits until other jobs have given it back/);
  });

  it('keeps other jobs from beginning while it is needed, and comes free with the container', async () => {
    const hold = new Hold();
    hungry.big = 2 * base;
    const { ann, bob } = await start(6.5 * base, { big: { ...sample, process: hold.process }, sample });
    const big = await submit(ann, 'big');
    await until(() => larger().length === 1);
    await hold.begun(1);
    const next = await submit(bob, 'sample');
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(granted(await served.chief.job(bob, next.id)).state, 'queued');
    hold.release();
    assert.equal((await served.ended(ann, big.id)).state, 'done');
    assert.equal((await served.ended(bob, next.id)).state, 'done');
    assert.ok(mostBytes <= 6.5 * base);
  });

  it('is had by the older of two jobs that wait for each other; the other goes on later', async () => {
    hungry = { first: 4 * base, second: 4 * base };
    const bothRun = async function* (path: string, print: (text: string) => void) {
      await until(() => new Set(served.runtime.sandboxes.map(({ jobId }) => jobId)).size === 2);
      yield* sample.split!(path, print);
    };
    const program = { ...sample, split: bothRun };
    const { ann, bob } = await start(6 * base, { first: program, second: program });
    const jobs = [await submit(ann, 'first'), await submit(bob, 'second')];
    const told = served.follow(bob, jobs[1]!.id);
    const ended = await Promise.all([served.ended(ann, jobs[0]!.id), served.ended(bob, jobs[1]!.id)]);
    assert.equal(served.logged.filter((line) => line.startsWith('a job gives way')).length, 1);
    const warned = (await told).map(({ json }) => json).filter((json) => json.includes('"warning"'));
    assert.match(
      warned.join('\n'),
      /all jobs here wait for more memory; this one goes on when others have ended/,
    );
    assert.deepEqual(
      ended.map(({ state }) => state),
      ['done', 'done'],
    );
    assert.ok(mostBytes <= 6 * base, `${mostBytes / base} times the base`);
  });

  it('is given to a job that has the machine to itself, however much it is', async () => {
    hungry.big = 4 * base;
    const { ann } = await start(3 * base, { big: sample });
    const big = await submit(ann, 'big');
    assert.equal((await served.ended(ann, big.id)).state, 'done');
  });

  it('is not waited for any more by a job that is cancelled', async () => {
    const hold = new Hold();
    hungry.big = 2 * base;
    const { ann, bob } = await start(6 * base, { big: sample, held: { ...sample, process: hold.process } });
    const held = await submit(bob, 'held');
    await hold.begun(1);
    const big = await submit(ann, 'big');
    await until(
      () => served.runtime.sandboxes.filter(({ role, alive }) => role === 'worker' && !alive).length === 1,
    );
    granted(await served.chief.cancel(ann, big.id));
    assert.equal((await served.ended(ann, big.id)).state, 'cancelled');
    hold.release();
    assert.equal((await served.ended(bob, held.id)).state, 'done');
    assert.deepEqual(larger(), []);
  });
});
