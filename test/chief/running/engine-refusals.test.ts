import assert from 'node:assert/strict';
import { FailureError, failure } from '../../../src/model/failures.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { sampleProgram } from '../../helpers/sample-program.ts';
import { granted, ServedChief } from '../../helpers/served-chief.ts';

const sample = sampleProgram('sample', 1);
const away = () => new FailureError(failure('engine-unavailable', 'preparing', 'Nobody is there.'));

describe('a job that the engine refuses', function () {
  this.timeout(60_000);
  let served: ServedChief;
  let answers: boolean;
  /** Of the jobs of that name, how many starts of containers were refused. */
  let refusals: number;
  let refusing: boolean;
  let clock: FakeClock;
  beforeEach(async () => {
    [answers, refusing, refusals] = [true, true, 0];
    clock = new FakeClock();
    served = await ServedChief.start({
      clock,
      programs: { sample, refused: sample },
      runtime: (fake) =>
        Object.assign(fake, {
          describe: async () => {
            if (!answers) throw away();
            return Object.getPrototypeOf(fake).describe.call(fake);
          },
          openJob: async (spec: Parameters<typeof fake.openJob>[0]) => {
            if (spec.jobName !== 'refused' || !refusing)
              return Object.getPrototypeOf(fake).openJob.call(fake, spec);
            refusals += 1;
            throw new FailureError(
              failure('engine-unavailable', 'preparing', 'The container engine refused: no such thing.'),
            );
          },
        }),
    });
  });
  afterEach(() => served.end());
  const until = async (isSo: () => Promise<boolean> | boolean) => {
    while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it('ends with what the engine said, and keeps nobody waiting', async () => {
    const [ann, bob] = [await served.account('ann'), await served.account('bob')];
    const { id } = await served.submit(ann, 'refused');
    await until(async () => granted(await served.chief.job(ann, id)).state === 'interrupted');
    const others = Array.from({ length: 3 }, async () => {
      const other = await served.submit(bob, 'sample');
      return (await served.ended(bob, other.id)).state;
    });
    assert.deepEqual(await Promise.all(others), ['done', 'done', 'done']);
    assert.equal(refusals, 1, 'no time has passed');
    const passing = setInterval(() => clock.advance(500), 5);
    const ended = await served.ended(ann, id);
    clearInterval(passing);
    assert.deepEqual([ended.state, ended.failure?.code, refusals], ['failed', 'engine-unavailable', 5]);
    assert.match(ended.failure!.message, /refused: no such thing, 5 times in a row/);
  });

  it('waits for as long as the engine does not answer', async () => {
    const ann = await served.account('ann');
    answers = false;
    const { id } = await served.submit(ann, 'refused');
    await until(async () => granted(await served.chief.job(ann, id)).state === 'interrupted');
    const { id: next } = await served.submit(ann, 'sample');
    assert.equal(granted(await served.chief.job(ann, next)).state, 'queued');
    [answers, refusing] = [true, false];
    const passing = setInterval(() => clock.advance(500), 5);
    assert.equal((await served.ended(ann, id)).state, 'done');
    assert.equal((await served.ended(ann, next)).state, 'done');
    clearInterval(passing);
  });

  it('waits where the engine has not the OCI runtime of the chief, which says so and is not ready', async () => {
    await served.end();
    let has = false;
    const refusal = { message: 'It has no "nosuch".', help: 'Register it.' };
    served = await ServedChief.start({
      clock,
      settings: { ociRuntime: 'nosuch' },
      programs: { sample },
      runtimeFor: (ociRuntime, runtime) => {
        if (ociRuntime !== 'nosuch' || has) return runtime;
        return Object.assign(Object.create(runtime), {
          describe: async () => ({ ...(await runtime.describe()), refusal }),
          prepareImage: async () => {
            throw new FailureError(failure('engine-unavailable', 'preparing', refusal.message));
          },
        });
      },
    });
    assert.deepEqual(await served.chief.ready(), {
      ready: false,
      reason: 'It has no "nosuch". Register it.',
    });
    assert.ok(served.logged.some((line) => line.startsWith('no job runs on the engine')));
    const ann = await served.account('ann');
    const { id } = await served.submit(ann, 'sample');
    await until(async () => granted(await served.chief.job(ann, id)).state === 'interrupted');
    has = true;
    const passing = setInterval(() => clock.advance(500), 5);
    assert.equal((await served.ended(ann, id)).state, 'done');
    clearInterval(passing);
  });

  it('counts as one that waits', async () => {
    await served.end();
    served = await ServedChief.start({
      settings: { queuedJobsPerAccount: 2 },
      runtime: (fake) =>
        Object.assign(fake, {
          describe: async () => {
            throw away();
          },
        }),
    });
    const ann = await served.account('ann');
    const { id } = await served.submit(ann, 'one');
    await until(async () => granted(await served.chief.job(ann, id)).state === 'interrupted');
    await served.submit(ann, 'two');
    await assert.rejects(served.submit(ann, 'three'), /account-queue-full/);
  });
});
