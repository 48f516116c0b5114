import assert from 'node:assert/strict';
import { MachineSlots } from '../../../src/chief/running/machine-slots.ts';
import type { Capacity, Runtime } from '../../../src/runtime/runtime.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';

describe('slots of many machines', () => {
  const made = (capacity: () => Promise<Capacity>) => {
    const clock = new FakeClock();
    const logged: string[] = [];
    const log = (_: object, message: string) => void logged.push(message);
    const runtime = { capacity, onCapacity: () => () => {} } as Partial<Runtime> as Runtime;
    const slots = new MachineSlots({
      ...{ own: null, limits: () => ({ cpus: 1, memory: 1 }), runtime: async () => runtime, clock },
      ...{ log: { info: log, warn: log, error: log }, changed: () => {} },
    });
    return { slots, clock, logged };
  };
  const settled = () => new Promise(setImmediate);

  it('are what was asked for last, whatever answers last', async () => {
    const answers: ((capacity: Capacity) => void)[] = [];
    const { slots } = made(() => new Promise((resolve) => answers.push(resolve)));
    const looks = [slots.look(), slots.look()];
    while (answers.length < 2) await settled();
    answers[1]!({ slots: 8, nodes: [] });
    await looks[1];
    answers[0]!({ slots: 16, nodes: [] });
    await looks[0];
    assert.equal(slots.total, 8);
  });

  it('are asked for again while the engine is silent, which is told once', async () => {
    let asked = 0;
    let isSilent = true;
    const { slots, clock, logged } = made(async () => {
      asked += 1;
      if (isSilent) throw new Error('silent');
      return { slots: 4, nodes: [] };
    });
    await Promise.all([slots.start(), slots.look()]);
    for (let more = 0; more < 3; more += 1) {
      const before = asked;
      clock.advance(5000);
      await settled();
      assert.equal(asked, before + 1, 'once at a time');
    }
    assert.deepEqual(logged, ['the engine does not tell of its machines']);
    isSilent = false;
    clock.advance(5000);
    await settled();
    assert.equal(slots.total, 4);
    isSilent = true;
    await slots.look();
    assert.equal(slots.total, 4, 'what it said last');
    assert.equal(logged.at(-1), 'the engine does not tell of its machines');
    slots.stop();
    const before = asked;
    clock.advance(60_000);
    await settled();
    assert.equal(asked, before);
  });
});
