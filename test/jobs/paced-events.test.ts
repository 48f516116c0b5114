import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { PacedEvents } from '../../src/jobs/paced-events.ts';
import type { JobEvent } from '../../src/model/job-event.ts';

const line = (text: string): JobEvent => ({ type: 'log', role: 'worker', worker: 1, fragment: null, text });
const textOf = (event: JobEvent) => (event.type === 'log' ? event.text : event.type);

describe('PacedEvents', () => {
  it('tells what comes now and then at once', async () => {
    const told: JobEvent[] = [];
    const events = new PacedEvents((event) => told.push(event));
    for (let number = 1; number <= 500; number += 1) {
      events.emit(line(`${number}`));
      assert.equal(told.length, number);
      await turn();
    }
    await events.told();
  });

  it('tells a flood in its order, a little in each turn, and then is as quick as before', async () => {
    const told: JobEvent[] = [];
    const events = new PacedEvents((event) => told.push(event));
    const sent = Array.from({ length: 30_000 }, (_, number) => line(`${number}`));
    for (const event of sent) events.emit(event);
    events.emit({ type: 'warning', message: 'after them' });
    const all = events.told();
    let before = 0;
    for (let turns = 1; told.length <= sent.length; turns += 1) {
      assert(told.length - before <= 200, `${told.length - before} told in one turn`);
      assert(turns < 1000);
      before = told.length;
      await turn();
    }
    await all;
    assert.deepEqual(told.map(textOf), [...sent.map(textOf), 'warning']);
    for (let number = 0; number < 3; number += 1) await turn();
    events.emit(line('at once'));
    assert.equal(told.map(textOf).at(-1), 'at once');
  });

  it('makes no more of many at once than it tells', async () => {
    const told: JobEvent[] = [];
    let made = 0;
    function* flood(): Generator<JobEvent> {
      for (; made < 1000; made += 1) yield line(`${made}`);
    }
    const events = new PacedEvents((event) => told.push(event));
    events.emitEach(flood());
    assert(made < 200, `${made} were made at once`);
    events.emit(line('after them'));
    await events.told();
    assert.deepEqual([told.length, told.map(textOf).at(-1)], [1001, 'after them']);
  });

  it('lets what is told while it tells wait its turn', async () => {
    const told: string[] = [];
    const events: PacedEvents = new PacedEvents((event) => {
      told.push(textOf(event));
      if (textOf(event) === '290') events.emit(line('answer'));
    });
    for (let number = 1; number <= 300; number += 1) events.emit(line(`${number}`));
    await events.told();
    assert.equal(told.at(-1), 'answer');
    assert.equal(told.length, 301);
  });
});
