import assert from 'node:assert/strict';
import { appended, isCut, type LogLine, mostLines, sourceOf } from '../../../web/src/state/log-lines.ts';
import { cellText, ribbonText } from '../../../web/src/state/ribbon.ts';
import { withoutKnown } from '../../../web/src/views/job/log-feed.ts';
import { Pace } from '../../../web/src/views/job/pace.ts';

describe('the ribbon in words', () => {
  const none = [0, 0];
  const timeline = {
    newest: 150,
    frontier: 90,
    cell: 100,
    exhausted: false,
    cells: {
      merged: [90, 0],
      kept: [5, 1],
      inHand: [5, 9],
      waiting: [0, 40],
      skipped: none,
      failed: none,
      retried: [3, 0],
    },
  } as unknown as Parameters<typeof cellText>[0];

  it('says what is in a cell', () => {
    assert.equal(
      cellText(timeline, 0),
      'Fragments 1 to 100: 90 merged, 5 result kept, 5 in hand, 3 retried.',
    );
    assert.equal(cellText(timeline, 1), 'Fragments 101 to 150: 1 result kept, 9 in hand, 40 waiting.');
    assert.equal(
      cellText({ ...timeline, cell: 1, newest: 2 }, 1),
      'Fragment 2: 1 result kept, 9 in hand, 40 waiting.',
    );
  });

  it('says how far the whole is', () => {
    assert.equal(ribbonText(timeline), '150 fragments so far, 60 beyond the merge frontier.');
    assert.equal(
      ribbonText({ ...timeline, exhausted: true, frontier: 150 }),
      '150 fragments, all of them behind the merge frontier.',
    );
    assert.equal(ribbonText({ ...timeline, newest: 0 }), 'The splitter has yielded no fragment yet.');
  });
});

describe('rates of a job', () => {
  it('are told of the last seconds, and begin anew where a job does', () => {
    const pace = new Pace();
    for (let second = 0; second <= 20; second += 1)
      pace.note({ frontier: second * 30, live: true }, second * 1000);
    assert.equal(pace.perSecond, 30);
    pace.note({ frontier: 5, live: true }, 21_000);
    assert.equal(pace.perSecond, null);
  });
});

describe('lines of a log', () => {
  const line = (atMs: number, text: string) =>
    ({ atMs, text, role: 'worker', worker: 2, fragment: 1234 }) as LogLine;

  it('name where they come from', () => {
    assert.equal(sourceOf(line(1, '')), 'worker 2, fragment 1,234');
    assert.equal(sourceOf({ role: null, worker: null, fragment: null }), 'set-up');
    assert.equal(sourceOf({ role: 'merger', worker: null, fragment: null }), 'merger');
    assert.equal(sourceOf({ ...line(1, ''), stream: 'stderr' }), 'worker 2, fragment 1,234, stderr');
    for (const text of ['[log cut at 1048576 bytes]', '[lines left out]']) assert(isCut({ text }), text);
    for (const text of ['', 'x [lines left out]', '[log cut at  bytes]']) assert(!isCut({ text }), text);
  });

  it('are told once, also those of one moment', () => {
    const known = [line(1, 'a'), line(2, 'b'), line(2, 'c')];
    assert.deepEqual(withoutKnown(known, [line(2, 'b'), line(2, 'c'), line(2, 'd'), line(3, 'e')]), [
      line(2, 'd'),
      line(3, 'e'),
    ]);
    assert.deepEqual(withoutKnown([], known), known);
  });

  it('are bounded, the oldest leaving first', () => {
    const many = Array.from({ length: mostLines }, (_, index) => line(index, ''));
    const more = appended(many, [line(-1, 'last')]);
    assert.equal(more.length, mostLines);
    assert.equal(more.at(-1)?.text, 'last');
    assert.equal(more[0]?.atMs, 1);
  });
});
