import assert from 'node:assert/strict';
import { systemClock } from '../../../src/model/clock.ts';
import { FailureError, failure } from '../../../src/model/failures.ts';
import type { ClusterEngine, Published } from '../../../src/runtime/cluster/cluster-engine.ts';
import { ClusterRuntime } from '../../../src/runtime/cluster/cluster-runtime.ts';
import type { ImageRequest } from '../../../src/runtime/runtime.ts';
import { FakeRuntime } from '../../helpers/fake-runtime.ts';

const request: ImageRequest = {
  ...{ libraries: null, layerBytes: 1, onProgress: () => {} },
  signal: new AbortController().signal,
};

/** A cluster whose machines answer to each look for an image in turn; what else is asked of it is a fault. */
function clusterOf(answers: readonly (Omit<Published, 'reference'> | FailureError)[], refusals = 0) {
  const looks: string[] = [];
  const gates: ('refused' | 'open' | 'closed')[] = [];
  const engine = {
    openGate: async () => {
      const index = gates.push(refusals > gates.length ? 'refused' : 'open') - 1;
      if (gates[index] === 'refused') throw new Error('no gate yet');
      const close = async () => {
        gates[index] = 'closed';
      };
      return { address: '10.0.0.2:7', close };
    },
    publish: async (imageId: string) => {
      const answer = answers[looks.push(imageId) - 1]!;
      if (answer instanceof FailureError) throw answer;
      return { reference: imageId, ...answer };
    },
    close: async () => {},
  } as unknown as ClusterEngine;
  const local = new FakeRuntime({ program: () => ({}) });
  const paths = () => assert.fail('nothing is started');
  const parts = { kind: 'swarm', local, engine, clock: systemClock, harnessCommand: [], paths } as const;
  return { runtime: new ClusterRuntime(parts), looks, gates, local };
}

describe('the image on many machines', () => {
  it('is looked for once where all have it, and at each job where one lacks it', async () => {
    const { runtime, looks } = clusterOf([
      { everywhere: false },
      { everywhere: false },
      { everywhere: true },
    ]);
    for (let job = 0; job < 5; job += 1) await runtime.prepareImage(request);
    assert.equal(looks.length, 3);
    await runtime.close();
  });

  it('is looked for while the gate opens, which is one for all jobs, tried anew where it could not be, and closed', async () => {
    const { runtime, gates } = clusterOf([{ everywhere: true }], 1);
    await runtime.prepareImage(request);
    assert.deepEqual(gates, ['refused'], 'the job that needs it tells');
    for (let job = 0; job < 3; job += 1) await runtime.prepareImage(request);
    assert.deepEqual(gates, ['refused', 'open']);
    await runtime.close();
    assert.deepEqual(gates, ['refused', 'closed']);
  });

  it('ends a job before any sandbox starts where none has it, and the next one where it is there by then', async () => {
    const missing = new FailureError(failure('image-missing', 'preparing', 'The image is missing on a, b.'));
    const { runtime, local } = clusterOf([missing, { everywhere: true }]);
    await assert.rejects(runtime.prepareImage(request), missing);
    assert.equal(local.alive, 0);
    await runtime.prepareImage(request);
    await runtime.close();
  });
});
