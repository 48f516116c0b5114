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
function clusterOf(answers: readonly (Omit<Published, 'reference'> | FailureError)[]) {
  const looks: string[] = [];
  const engine = {
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
  return { runtime: new ClusterRuntime(parts), looks, local };
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

  it('ends a job before anything starts where none has it, and the next one where it is there by then', async () => {
    const missing = new FailureError(failure('image-missing', 'preparing', 'The image is missing on a, b.'));
    const { runtime, local } = clusterOf([missing, { everywhere: true }]);
    await assert.rejects(runtime.prepareImage(request), missing);
    assert.equal(local.alive, 0);
    await runtime.prepareImage(request);
    await runtime.close();
  });
});
