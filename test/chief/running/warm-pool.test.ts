import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WarmPool } from '../../../src/chief/running/warm-pool.ts';
import { defaultLimits } from '../../../src/model/limits.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { FakeRuntime } from '../../helpers/fake-runtime.ts';

describe('WarmPool', () => {
  let home: string;
  let clock: FakeClock;
  let runtime: FakeRuntime;
  let refuse: Error | null;
  let current: WarmPool;
  const logged: string[] = [];

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'butcher-warm-'));
    clock = new FakeClock();
    refuse = null;
    runtime = new FakeRuntime({
      warm: async () => {
        if (refuse !== null) throw refuse;
      },
    });
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  function pool(jobs = 2): WarmPool {
    const log = (_fields: object, message: string) => logged.push(message);
    current = new WarmPool({
      home,
      clock,
      log: { info: log, warn: log, error: log },
      runtime: async () => runtime,
      limits: defaultLimits,
      jobs,
      workers: 1,
    });
    return current;
  }

  /** Lets time pass, and what the pool then does come to an end. */
  async function pass(ms: number): Promise<void> {
    await current.idle();
    clock.advance(ms);
    await current.idle();
  }

  const waiting = () => runtime.warmed.filter(({ state }) => state === 'waiting').length;
  const folders = () => readdir(join(home, 'jobs')).catch(() => [] as string[]);

  it('has as many sets of containers wait as it may, and gives each to one job only', async () => {
    const warm = pool(2);
    warm.start();
    assert.equal(warm.take(defaultLimits), null);
    await pass(0);
    assert.equal(warm.waiting, 2);
    assert.equal(waiting(), 2);
    assert.deepEqual((await folders()).sort(), runtime.warmed.map(({ jobId }) => jobId).sort());
    const ids = [warm.take(defaultLimits), warm.take(defaultLimits), warm.take(defaultLimits)];
    assert.deepEqual(ids, [...runtime.warmed.map(({ jobId }) => jobId), null]);
    await warm.stop();
  });

  it('gives none to a job with other limits', async () => {
    const warm = pool(1);
    warm.start();
    await pass(0);
    assert.equal(warm.take({ ...defaultLimits, memory: 1 }), null);
    assert.notEqual(warm.take({ ...defaultLimits }), null);
    await warm.stop();
  });

  it('makes the next while a job runs, but leaves it a moment to itself', async () => {
    const warm = pool(1);
    warm.start();
    await pass(0);
    const id = warm.take(defaultLimits)!;
    await pass(60_000);
    assert.equal(runtime.warmed.length, 1, 'a job that waits for its turn counts as waiting');
    warm.began(id);
    await pass(1000);
    assert.equal(runtime.warmed.length, 1);
    await pass(1500);
    assert.equal(runtime.warmed.length, 2);
    assert.equal(warm.waiting, 1);
    warm.release(id);
    await pass(0);
    assert.equal(runtime.warmed.length, 2);
    await warm.stop();
  });

  it('ends containers that its job did not use', async () => {
    const warm = pool(1);
    warm.start();
    await pass(0);
    warm.release(warm.take(defaultLimits)!);
    await pass(0);
    assert.deepEqual(
      runtime.warmed.map(({ state }) => state),
      ['closed', 'waiting'],
    );
    await warm.stop();
  });

  it('forgets containers of which one died, with its folder, and makes another later', async () => {
    const warm = pool(1);
    warm.start();
    await pass(0);
    await runtime.warmed[0]!.close();
    await pass(0);
    assert.equal(warm.waiting, 0);
    assert.equal(warm.take(defaultLimits), null);
    assert.deepEqual(await folders(), []);
    await pass(30_000);
    assert.equal(warm.waiting, 1);
    await warm.stop();
  });

  it('says that none could be started, and tries again later', async () => {
    const warm = pool(1);
    refuse = new Error('no engine');
    warm.start();
    await pass(0);
    assert.equal(warm.waiting, 0);
    assert.match(logged.at(-1)!, /could be started/);
    assert.deepEqual(await folders(), []);
    refuse = null;
    await pass(30_000);
    assert.equal(warm.waiting, 1);
    await warm.stop();
  });

  it('leaves nothing when it stops, but the folder of a job that was accepted', async () => {
    const warm = pool(2);
    warm.start();
    await pass(0);
    const id = warm.take(defaultLimits);
    await warm.stop();
    assert.equal(waiting(), 0);
    assert.deepEqual(await folders(), [id]);
    await pass(60_000);
    assert.equal(runtime.warmed.length, 2);
  });

  it('has none wait where it may not, or the engine cannot', async () => {
    for (const [jobs, able] of [
      [0, true],
      [2, false],
    ] as const) {
      if (!able) runtime = new FakeRuntime();
      const warm = pool(jobs);
      warm.start();
      await pass(60_000);
      assert.equal(warm.waiting, 0);
      assert.deepEqual(await folders(), []);
      await warm.stop();
    }
  });
});
