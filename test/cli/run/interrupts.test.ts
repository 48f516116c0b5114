import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { catchInterrupts, type SignalSource } from '../../../src/cli/run/interrupts.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';

describe('interrupts', () => {
  const clock = new FakeClock();
  let exits: number[];
  let source: EventEmitter & SignalSource;
  beforeEach(() => {
    exits = [];
    const exit = (code: number) => exits.push(code) as never;
    source = Object.assign(new EventEmitter(), { exit });
  });

  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    it(`ask for a clean end by the first ${name} and end at once by the second`, () => {
      const interrupts = catchInterrupts(clock, source);
      const { signal } = interrupts;
      assert.deepEqual([signal.aborted, interrupts.by], [false, null]);
      source.emit(name);
      assert.deepEqual([signal.aborted, interrupts.by], [true, name]);
      clock.advance(1000);
      assert.deepEqual(exits, []);
      source.emit('SIGINT');
      assert.deepEqual(exits, [130]);
    });

  it('count a Ctrl-C that comes twice, from the terminal and from a parent, once', () => {
    catchInterrupts(clock, source);
    source.emit('SIGINT');
    clock.advance(10);
    source.emit('SIGINT');
    assert.deepEqual(exits, []);
  });

  it('give the signals back', () => {
    catchInterrupts(clock, source).release();
    assert.deepEqual(source.eventNames(), []);
  });
});
