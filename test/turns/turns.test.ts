import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { Turns } from '../../src/turns/turns.ts';

/** What befalls one start: it is asked for by a job, and then ends well, fails, or is not wanted any more. */
const actArbitrary = fc.record({
  job: fc.constantFrom('a', 'b', 'c'),
  act: fc.constantFrom('ask', 'ask', 'ask', 'end', 'fail', 'abort' as const),
  which: fc.nat(20),
});

interface Start {
  readonly job: string;
  readonly abort: AbortController;
  readonly settled: Promise<string>;
  state: 'waiting' | 'underway' | 'over';
  end: (error?: Error) => void;
}

/** Turns, with the starts that they let begin. */
class Watched {
  readonly starts: Start[] = [];
  readonly problems: string[] = [];
  readonly #turns: Turns;
  readonly #atOnce: number;

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
    this.#turns = new Turns({ atOnce });
  }

  underway(job?: string): number {
    return this.starts.filter((one) => one.state === 'underway' && (job ?? one.job) === one.job).length;
  }

  ask(job: string): Start {
    const abort = new AbortController();
    const start = { job, abort, state: 'waiting', end: () => {} } as unknown as Start & {
      settled: Promise<string>;
    };
    start.settled = this.#turns
      .take(['account', job], abort.signal, () => this.#begin(start))
      .catch((error: Error) => error.message)
      .finally(() => {
        start.state = 'over';
      });
    this.starts.push(start);
    return start;
  }

  #begin(start: Start): Promise<string> {
    start.state = 'underway';
    if (this.underway() > this.#atOnce) this.problems.push(`${this.underway()} at once`);
    return new Promise((resolve, reject) => {
      start.end = (error) => {
        start.state = 'over';
        if (error === undefined) resolve('started');
        else reject(error);
      };
    });
  }
}

describe('Turns', () => {
  it('lets never more than so many start, and each in the end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(actArbitrary, { maxLength: 40 }),
        async (atOnce, acts) => {
          const watched = new Watched(atOnce);
          for (const { job, act, which } of acts) {
            const open = watched.starts.filter(({ state }) => state !== 'over');
            const one = open[which % Math.max(1, open.length)];
            if (act === 'ask') watched.ask(job);
            else if (act === 'abort') one?.abort.abort(new Error('not wanted'));
            else if (one?.state === 'underway') one.end(act === 'fail' ? new Error('failed') : undefined);
            await turn();
            const waiting = watched.starts.filter(({ state }) => state === 'waiting');
            assert.ok(waiting.length === 0 || watched.underway() === atOnce, 'a turn is not used');
          }
          for (;;) {
            const left = watched.starts.filter(({ state }) => state === 'underway');
            if (left.length === 0) break;
            for (const one of left) one.end();
            await turn();
          }
          const ends = await Promise.all(watched.starts.map(({ settled }) => settled));
          assert.ok(ends.every((end) => ['started', 'failed', 'not wanted'].includes(end)));
          assert.deepEqual(watched.problems, []);
        },
      ),
    );
  });

  it('gives the next turn to the job with the fewest underway, then to who asked first', async () => {
    const watched = new Watched(2);
    const [big, , third, fourth] = ['big', 'big', 'big', 'big'].map((job) => watched.ask(job));
    const small = watched.ask('small');
    await turn();
    assert.deepEqual([third!.state, small.state], ['waiting', 'waiting']);
    big!.end();
    await turn();
    assert.deepEqual([third!.state, small.state], ['waiting', 'underway']);
    small.end();
    await turn();
    assert.deepEqual([third!.state, fourth!.state], ['underway', 'waiting']);
    for (const one of watched.starts) one.end();
    await turn();
    fourth!.end();
    assert.deepEqual(
      await Promise.all(watched.starts.map(({ settled }) => settled)),
      Array(5).fill('started'),
    );
  });

  it('lets go at once of who does not want to start any more', async () => {
    const watched = new Watched(1);
    const first = watched.ask('a');
    const second = watched.ask('b');
    const third = watched.ask('c');
    second.abort.abort(new Error('not wanted'));
    assert.equal(await second.settled, 'not wanted');
    assert.equal(first.state, 'underway');
    first.end();
    await turn();
    assert.equal(third.state, 'underway');
    third.end();
    const gone = watched.ask('d');
    gone.abort.abort(new Error('too late'));
    await Promise.all([third.settled, gone.settled]);
    const late = new AbortController();
    late.abort(new Error('never'));
    await assert.rejects(
      new Turns({ atOnce: 1 }).take(['a'], late.signal, async () => assert.fail('it started')),
      /never/,
    );
  });
});
