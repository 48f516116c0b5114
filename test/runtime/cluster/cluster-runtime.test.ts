import assert from 'node:assert/strict';
import { systemClock } from '../../../src/model/clock.ts';
import type { ClusterEngine } from '../../../src/runtime/cluster/cluster-engine.ts';
import { ClusterRuntime } from '../../../src/runtime/cluster/cluster-runtime.ts';
import type { ImageRequest } from '../../../src/runtime/runtime.ts';
import { runtimePackage } from '../../conformance/runtime-program.ts';
import { FakeRuntime } from '../../helpers/fake-runtime.ts';
import { TemporaryHome } from '../../helpers/runtime-job.ts';

const request: ImageRequest = {
  ...{ libraries: null, layerBytes: 1, onProgress: () => {} },
  signal: new AbortController().signal,
};

/** A cluster where nobody ever works, and whose gate fails as often as is said; what else is asked of it is a fault. */
function clusterOf(failures = 0) {
  const published: string[] = [];
  const gates: ('failed' | 'open' | 'closed')[] = [];
  const engine = {
    openGate: async () => {
      const index = gates.push(failures > gates.length ? 'failed' : 'open') - 1;
      const isOpen = gates[index] === 'open';
      const close = async () => {
        gates[index] = 'closed';
      };
      const opened = isOpen ? Promise.resolve() : Promise.reject(new Error('no gate yet'));
      return { addresses: ['10.0.0.2:7'], opened, close };
    },
    publish: async (imageId: string) => {
      published.push(imageId);
      return imageId;
    },
    createPool: async () => ({ scale: async () => {}, tasks: async () => [], remove: async () => {} }),
    close: async () => {},
  } as unknown as ClusterEngine;
  const local = new FakeRuntime({ program: () => ({}) });
  const paths = () => ({ package: '/p', dataset: '/d', results: '/r', segments: null });
  const parts = { kind: 'swarm', local, engine, clock: systemClock, harnessCommand: [], paths } as const;
  return { runtime: new ClusterRuntime(parts), published, gates };
}

describe('a cluster', () => {
  let home: TemporaryHome;

  before(async () => {
    home = await TemporaryHome.make();
  });
  after(() => home.remove());

  /** A job comes, and asks for a worker. */
  async function worker(runtime: ClusterRuntime, signal: AbortSignal) {
    const image = await runtime.prepareImage(request);
    const place = await runtime.openJob(await home.jobSpec(image, runtimePackage));
    return place.start({ role: 'worker', memoryBytes: 1, segment: null, onLog: () => {}, signal });
  }

  it('is offered an image once, and opens one gate for all jobs, while it is', async () => {
    const { runtime, published, gates } = clusterOf();
    for (let job = 0; job < 3; job += 1) await runtime.prepareImage(request);
    assert.deepEqual([published.length, gates], [1, ['open']]);
    await runtime.close();
    assert.deepEqual(gates, ['closed']);
  });

  it('whose gate does not open ends the jobs that wait for workers, and tries anew for the next', async () => {
    const { runtime, gates } = clusterOf(2);
    const end = new AbortController();
    await assert.rejects(worker(runtime, end.signal), /no gate yet/);
    assert.deepEqual(gates, ['failed', 'failed'], 'once before the job was there');
    const next = assert.rejects(worker(runtime, end.signal), /had enough/, 'it waits for a gate');
    setImmediate(() => end.abort(new Error('had enough')));
    await next;
    assert.deepEqual(gates, ['failed', 'failed', 'open']);
    await runtime.close();
  });
});
