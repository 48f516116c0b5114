import assert from 'node:assert/strict';
import { defaultLimits } from '../../../src/model/limits.ts';
import { ClusterPlace } from '../../../src/runtime/cluster/cluster-place.ts';
import { OwnWorkers } from '../../../src/runtime/cluster/own-workers.ts';
import type { PoolContext } from '../../../src/runtime/cluster/worker-pool.ts';
import type {
  JobPlace,
  JobPlaceSpec,
  Sandbox,
  SandboxExit,
  SandboxRequest,
} from '../../../src/runtime/runtime.ts';

const { memory } = defaultLimits;
const spec = { jobId: 'job', limits: defaultLimits, folders: { package: '/nowhere' } } as JobPlaceSpec;
const exit: SandboxExit = { exitCode: 0, oomKilled: false, destroyed: true, peakMemoryBytes: null };

/** A place whose cluster has no room at all, and whose own engine tells of each start. */
function scene(own: OwnWorkers) {
  const here: { readonly request: SandboxRequest; readonly end: () => void }[] = [];
  let refusesNext = false;
  const local = {
    start: async (request: SandboxRequest) => {
      if (refusesNext) {
        refusesNext = false;
        throw new Error('not here');
      }
      let end = () => {};
      const exited = new Promise<SandboxExit>((resolve) => {
        end = () => resolve(exit);
      });
      here.push({ request, end });
      return { exited, node: null } as Sandbox;
    },
    close: async () => {},
  } as unknown as JobPlace;
  const engine = { createPool: () => Promise.reject(new Error('elsewhere')) };
  const where = {
    ...{ image: 'image', own },
    paths: { package: '', dataset: '', results: '', segments: null },
  };
  const context = { engine, addresses: [] } as unknown as PoolContext;
  const place = new ClusterPlace(local, context, spec, where, () => {});
  const start = (role: SandboxRequest['role'], memoryBytes: number = memory) =>
    place.start({ role, memoryBytes, signal: new AbortController().signal } as SandboxRequest);
  return {
    ...{ here, place, start },
    refuseNext: () => {
      refusesNext = true;
    },
  };
}

describe('a job on a cluster', () => {
  it('has its splitter and merger here, and no worker unless some may be', async () => {
    const { here, start, place } = scene(new OwnWorkers(0));
    await start('splitter');
    await start('merger');
    assert.equal(here.length, 2);
    await assert.rejects(start('worker'), /elsewhere/);
    await place.close();
  });

  it('has as many workers here as may be over all jobs, and others when those have ended', async () => {
    const own = new OwnWorkers(2);
    const [first, second] = [scene(own), scene(own)];
    await first.start('worker');
    await second.start('worker');
    assert.equal(own.free, 0);
    await assert.rejects(first.start('worker'), /elsewhere/);
    second.here[0]!.end();
    await new Promise((resolve) => setImmediate(resolve));
    await first.start('worker');
    assert.deepEqual([first.here.length, own.free], [2, 0]);
  });

  it('takes no place for what could not be started, nor for a worker with more memory', async () => {
    const own = new OwnWorkers(1);
    const one = scene(own);
    one.refuseNext();
    await assert.rejects(one.start('worker'), /not here/);
    await assert.rejects(one.start('worker', 2 * memory), /elsewhere/);
    assert.equal(own.free, 1);
    await one.start('worker', memory / 2);
    assert.equal(own.free, 0);
  });

  it('asks the cluster ahead for those alone that have no room here', async () => {
    const one = scene(new OwnWorkers(3));
    await one.place.startAhead(3);
    await assert.rejects(one.place.startAhead(4), /elsewhere/);
  });
});
