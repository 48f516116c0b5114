import assert from 'node:assert/strict';
import { ChiefMeter } from '../../src/chief/chief-meter.ts';
import { overlayPlace, overlayRuntime } from '../../src/runtime/overlay.ts';
import type {
  JobPlace,
  JobPlaceSpec,
  Sandbox,
  SandboxExit,
  SandboxRequest,
} from '../../src/runtime/runtime.ts';
import { FakeRuntime } from '../helpers/fake-runtime.ts';

const plainExit: SandboxExit = { exitCode: 0, oomKilled: false, destroyed: true, peakMemoryBytes: null };

/** Starts sandboxes that are on those machines, in turn, and end when the test says. */
async function countedStarts(meter: ChiefMeter, nodes: readonly (string | null)[]) {
  const ends: ((exit: SandboxExit) => void)[] = [];
  const place = overlayPlace({} as JobPlace, {
    start: async () => {
      const exited = new Promise<SandboxExit>((resolve) => ends.push(resolve));
      const carried = () => ({ sent: 5, received: 2 });
      return { node: nodes[ends.length - 1]!, exited, carried: carried as Sandbox['carried'] } as Sandbox;
    },
  });
  const runtime = overlayRuntime(new FakeRuntime(), { openJob: async () => place });
  const counted = await meter.counted(runtime, 'ann').openJob({} as JobPlaceSpec);
  for (const _ of nodes) await counted.start({ role: 'worker' } as SandboxRequest);
  return ends;
}

describe('ChiefMeter', () => {
  it('counts the workers on each machine, and those that are lost with it', async () => {
    const meter = new ChiefMeter();
    const ends = await countedStarts(meter, ['h1', 'h2', 'h2', null]);
    const busy = () => Object.fromEntries([...meter.busy].map(([node, workers]) => [String(node), workers]));
    assert.deepEqual(busy(), { h1: 1, h2: 2, null: 1 });
    assert.deepEqual(Object.fromEntries(meter.carried.read(['h1', 'h2'])), {
      h1: { sent: 5, received: 2 },
      h2: { sent: 10, received: 4 },
    });
    ends[0]!(plainExit);
    ends[1]!({ ...plainExit, exitCode: null, lostWith: 'node' });
    ends[3]!({ ...plainExit, lostWith: 'engine' });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(busy(), { h2: 1 });
    assert.equal(meter.totals.workersLost, 1);
  });

  it('counts who was sent away, by reason', () => {
    const meter = new ChiefMeter();
    for (const reason of ['key', 'spent', 'key'] as const) meter.refused(reason);
    const none = { nonsense: 0, version: 0, unknown: 0 };
    assert.deepEqual(meter.totals.dialInsRefused, { ...none, key: 2, spent: 1 });
  });
});
