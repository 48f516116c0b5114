import assert from 'node:assert/strict';
import { liveDisplay } from '../../../src/cli/display/live-display.ts';
import { plainDisplay } from '../../../src/cli/display/plain-display.ts';
import { quietDisplay } from '../../../src/cli/display/quiet-display.ts';
import { plainStyle } from '../../../src/cli/display/style.ts';
import { failure } from '../../../src/model/failures.ts';
import type { JobEvent } from '../../../src/model/job-event.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { Terminal } from '../../helpers/terminal.ts';

const running: JobEvent = { type: 'state', state: 'running' };

describe('a job on a terminal', () => {
  let clock: FakeClock;
  let terminal: Terminal;
  let show: (...events: readonly JobEvent[]) => void;
  let display: ReturnType<typeof liveDisplay>;

  const open = (columns = 80) => {
    clock = new FakeClock();
    terminal = new Terminal(columns);
    display = liveDisplay(terminal, clock, plainStyle);
    show = (...events) => {
      for (const event of events) display.show(event);
      clock.advance(100);
    };
    show({ type: 'job', id: 'a1', name: 'words' });
  };
  beforeEach(() => open());

  it('says what it waits for, and for how long', () => {
    show({ type: 'state', state: 'preparing', stage: 'image' });
    clock.advance(7000);
    assert.deepEqual(terminal.screen, ['words  looking for the sandbox image  7.0 s']);
  });

  it('tells no share of the whole before the generator has ended', () => {
    show(running, progress({ fragments: 1200, merged: 600, seconds: 3 }));
    assert.match(terminal.screen[0]!, /merged 600, 1,200 fragments so far$/);
    show(progress({ fragments: 1200, merged: 600, seconds: 4, exhausted: true }));
    assert.match(terminal.screen[0]!, /merged 600 of 1,200 fragments \(50 %\)$/);
    assert.equal(terminal.screen.length, 2, 'drawn in place');
  });

  it('takes its speed from the last seconds, not from the whole job', () => {
    show(running);
    for (let second = 1; second <= 20; second++)
      show(progress({ results: second <= 10 ? second * 1000 : 10_000, seconds: second }));
    assert.match(terminal.screen[1]!, /^ {2}0\.0 fragments\/s/);
  });

  it('shows a bar and an estimate of the time left once the generator has ended', () => {
    show(running, progress({ fragments: 1200, merged: 300, seconds: 3 }));
    show(progress({ fragments: 1200, merged: 400, seconds: 4 }));
    assert.doesNotMatch(terminal.screen.join(), /left|#/);
    show(progress({ fragments: 1200, merged: 600, seconds: 5, exhausted: true }));
    assert.match(terminal.screen[1]!, /^ {2}\[#{10}\.{10}\] {2}about 4\.0 s left · /);
    show(progress({ fragments: 1200, merged: 1200, seconds: 6, exhausted: true }));
    assert.match(terminal.screen[1]!, /^ {2}\[#{20}\] {2}0\.0 fragments/, 'nothing is left');
    open();
    show(running);
    for (const seconds of [1, 2]) show(progress({ fragments: 9, merged: 1, seconds, exhausted: true }));
    assert.doesNotMatch(terminal.screen.join(), /left/, 'nobody can tell while nothing moves');
  });

  it('tells bytes only where they are what takes the time', () => {
    show(running, progress({ seconds: 1 }), { ...moved(1 << 20, 3), seconds: 2 });
    assert.match(terminal.screen[1]!, /busy · in 1\.0 MiB\/s$/);
  });

  it('folds a flood of logs to its last lines and their number, and lets it go on', () => {
    show(running);
    const before = terminal.writes;
    for (let n = 1; n <= 50_000; n += 1) display.show(log(`line ${n}`));
    assert.ok(terminal.writes - before < 500, `${terminal.writes - before}`);
    clock.advance(1000);
    assert.deepEqual(terminal.screen.slice(98, 106), [
      '[worker 2] line 99',
      '[worker 2] line 100',
      '… 49,895 lines of logs left out, the last 5 follow; --json prints them all',
      ...[49_996, 49_997, 49_998, 49_999, 50_000].map((n) => `[worker 2] line ${n}`),
    ]);
    show(log('after it'));
    assert.equal(terminal.screen[106], '[worker 2] after it');
  });

  it('lets logs scroll above the status, whatever is in them', () => {
    show(running, progress({ merged: 1, seconds: 1 }));
    show(log('first\n'), log('\x1b[2Jsecond\u202e'));
    assert.deepEqual(terminal.screen.slice(0, 2), ['[worker 2] first', '[worker 2] \\x1b[2Jsecond\\u202e']);
    assert.equal(terminal.screen.length, 4);
  });

  it('is drawn ten times a second at most', () => {
    show(running);
    const before = terminal.writes;
    for (let i = 0; i < 1000; i++) {
      display.show(progress({ merged: i, seconds: i / 1000 }));
      clock.advance(1);
    }
    assert.ok(terminal.writes - before <= 11, `${terminal.writes - before} times`);
  });

  it('fits a narrow terminal and survives one that becomes narrower', () => {
    open(40);
    show(running, progress({ fragments: 123_456, merged: 100_000, retried: 3, seconds: 100 }));
    for (const row of terminal.screen) assert.ok(row.length < 40, row);
    assert.equal(terminal.screen.length, 2);
    terminal.resize(15);
    show(progress({ merged: 2, seconds: 101 }), log('hi'));
    assert.equal(terminal.screen[0], '[worker 2] hi');
    assert.equal(terminal.screen.length, 3);
  });

  it('leaves only plain lines when it is over', () => {
    show(running, log('hello'), progress({ merged: 1, seconds: 1 }));
    display.close();
    display.close();
    show(log('late'));
    clock.advance(5000);
    assert.deepEqual(terminal.screen, ['[worker 2] hello']);
  });
});

describe('a job in a pipe', () => {
  it('is one line per change, and progress now and then', () => {
    const clock = new FakeClock();
    const lines: string[] = [];
    const display = plainDisplay({ write: (text) => lines.push(text) }, clock);
    const show = (...events: readonly JobEvent[]) => {
      for (const event of events) display.show(event);
    };
    show(
      { type: 'job', id: 'a1', name: 'words' },
      { type: 'state', state: 'preparing', stage: 'checking' },
      running,
    );
    for (let second = 1; second <= 12; second++) {
      clock.advance(1000);
      show(progress({ merged: second, results: second * 2, fragments: 40, seconds: second }));
    }
    show(
      { type: 'retry', fragments: [3], attempt: 2, code: 'out-of-memory', reason: 'out of memory' },
      { type: 'retry', fragments: [3, 4, 5, 6, 7], attempt: 2, code: 'crashed', reason: 'it crashed' },
      { type: 'retry', fragments: [], attempt: 3, code: 'crashed', reason: 'the merger\ndied' },
      { type: 'warning', message: 'careful\x07' },
      {
        type: 'failure',
        failure: failure('user-error', 'process', 'no', { fragment: 1234, file: 'P.py', line: 3 }),
      },
      { type: 'state', state: 'packing' },
      { type: 'state', state: 'done' },
    );
    assert.deepEqual(lines.join('').split('\n'), [
      'job a1 (words)',
      'checking the package',
      'running',
      '5.0 s: merged 5, 40 fragments so far; 2.0 fragments/s; 1 of 2 workers busy',
      '10 s: merged 10, 40 fragments so far; 2.0 fragments/s; 1 of 2 workers busy',
      'retry  fragment 3, try 2: out of memory',
      'retry  fragments 3, 4, 5 and 2 more, try 2: it crashed',
      'retry  try 3: the merger\\ndied',
      'warning  careful\\x07',
      'failed  fragment 1,234: user-error: no (P.py:3)',
      'packing the results',
      '',
    ]);
  });

  it('folds a flood of logs, and holds nothing back at the end', () => {
    const lines: string[] = [];
    const display = plainDisplay({ write: (text) => lines.push(text) }, new FakeClock());
    for (let n = 1; n <= 104; n += 1) display.show(log(`line ${n}`));
    assert.equal(lines.length, 100);
    display.close();
    assert.deepEqual(
      lines.slice(99),
      [100, 101, 102, 103, 104].map((n) => `[worker 2] line ${n}\n`),
    );
    display.show(log('late'));
    assert.equal(lines.length, 104);
  });

  it('is silent with --quiet but for warnings and failures', () => {
    const lines: string[] = [];
    const display = quietDisplay({ write: (text) => lines.push(text) });
    display.show({ type: 'job', id: 'a1', name: 'words' });
    display.show(running);
    display.show(log('hello'));
    display.show(progress({ merged: 1, seconds: 60 }));
    display.show({ type: 'warning', message: 'careful' });
    assert.deepEqual(lines, ['warning  careful\n']);
  });
});

function moved(into: number, out: number) {
  return { ...progress({ seconds: 0 }), bytes: { in: into, out } } as JobEvent & { type: 'progress' };
}

function log(text: string): JobEvent {
  return { type: 'log', role: 'worker', worker: 2, fragment: null, text };
}

function progress({
  exhausted = false,
  seconds,
  ...counts
}: Partial<Record<'fragments' | 'results' | 'merged' | 'retried', number>> & {
  readonly exhausted?: boolean;
  readonly seconds: number;
}): JobEvent {
  return {
    type: 'progress',
    counts: { fragments: 0, results: 0, merged: 0, failed: 0, skipped: 0, retried: 0, ...counts },
    bytes: { in: 0, out: 0 },
    exhausted,
    workers: { busy: 1, total: 2 },
    seconds,
  };
}
