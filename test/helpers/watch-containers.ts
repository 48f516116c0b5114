import assert from 'node:assert/strict';
import { ContainerWitness } from './container-witness.ts';

let witness: ContainerWitness | null = null;

/** Root hooks of mocha: every container that a whole test run makes has to be locked in, whichever test it is for. */
export const mochaHooks = {
  async beforeAll(): Promise<void> {
    witness = await ContainerWitness.start();
  },
  async afterAll(): Promise<void> {
    const { problems } = (await witness?.stop()) ?? { problems: [] };
    assert.deepEqual(problems, []);
  },
};
