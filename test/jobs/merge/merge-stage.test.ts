import assert from 'node:assert/strict';
import type { Batch } from '../../../src/bridge/batch.ts';
import type { SessionHandlers } from '../../../src/bridge/session.ts';
import type { RoleContainer } from '../../../src/jobs/containers/role-container.ts';
import type { KeptResults } from '../../../src/jobs/disk/kept-results.ts';
import type { JobHub } from '../../../src/jobs/job-hub.ts';
import { Ribbon } from '../../../src/jobs/look/ribbon.ts';
import { StageClocks } from '../../../src/jobs/look/stage-clocks.ts';
import { MergeStage } from '../../../src/jobs/merge/merge-stage.ts';
import { Window } from '../../../src/jobs/split/window.ts';
import { defaultLimits } from '../../../src/model/limits.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';

/** A merge side whose merger only notes what it is sent. */
class MergeBench {
  readonly clock = new FakeClock();
  readonly window = new Window({ windowFragments: 8, windowBytes: 1e9 });
  /** What each message held: the number of its first result, and how many. */
  readonly sent: [first: number, count: number][] = [];
  readonly side: MergeStage;
  #handlers: Omit<SessionHandlers, 'ended'> = {};

  readonly stopped: string[] = [];

  static async start(ordered = true): Promise<MergeBench> {
    const bench = new MergeBench(ordered);
    await bench.side.start();
    bench.window.grant();
    return bench;
  }

  private constructor(ordered: boolean) {
    const merge = ({ first, sizes, payload }: Batch) => {
      assert.equal(
        payload.length,
        sizes.reduce((sum, size) => sum + size, 0),
      );
      this.sent.push([first, sizes.length]);
    };
    const stop = (overrun: string) => this.stopped.push(overrun);
    const member = { ready: true, died: new Promise(() => {}), give: merge, stop };
    const hub = {
      options: { ordered, limits: defaultLimits },
      clock: this.clock,
      totals: { merged: 0 },
      ribbon: new Ribbon(),
      clocks: new StageClocks(this.clock),
      start: async (_role: string, _memory: number, handlers: Omit<SessionHandlers, 'ended'>) => {
        this.#handlers = handlers;
        return member as unknown as RoleContainer;
      },
      pump: () => this.side.pump(),
      release: () => {},
    };
    const put = (results: Batch) => ({ results, kept: null });
    this.side = new MergeStage({
      hub: hub as unknown as JobHub,
      window: this.window,
      keptResults: {
        durable: false,
        congested: false,
        put,
        release() {},
        flush: async () => {},
      } as unknown as KeptResults,
      clearResults: async () => {},
      onSettled: () => {},
      complete() {},
    });
  }

  /** Results come, of so many fragments with so many bytes each. */
  offer(first: number, count = 1, bytes = 1): void {
    this.window.yielded(count, count * bytes);
    const sizes = new Uint32Array(count).fill(bytes);
    this.side.offer({ first, sizes, payload: Buffer.alloc(count * bytes) }, count * bytes);
    this.side.pump();
  }

  merged(first: number, count: number): void {
    this.#handlers.merged?.(first, count);
  }
}

describe('MergeStage', () => {
  it('lets small results wait for others, and sends them together', async () => {
    const bench = await MergeBench.start();
    for (const first of [1, 2, 3]) bench.offer(first);
    bench.clock.advance(99);
    bench.side.pump();
    assert.deepEqual(bench.sent, []);
    bench.clock.advance(1);
    bench.side.pump();
    assert.deepEqual(bench.sent, [[1, 3]]);
    bench.merged(1, 2);
    bench.merged(3, 1);
    bench.offer(4);
    bench.clock.advance(100);
    bench.offer(5);
    assert.deepEqual(bench.sent.slice(1), [[4, 2]]);
  });

  it('waits beyond the limit for as long as what was merged may be untold, and no longer', async () => {
    const bench = await MergeBench.start();
    bench.offer(1, 64);
    bench.clock.advance(defaultLimits.mergeSeconds * 1000 + 200);
    bench.side.tick();
    assert.deepEqual(bench.stopped, []);
    bench.clock.advance(1);
    bench.side.tick();
    assert.deepEqual(bench.stopped, ['merge-timeout']);
  });

  it('sends what is worth a message at once, by its number or by its bytes', async () => {
    for (const [count, bytes] of [
      [64, 1],
      [1, 64 * 1024],
    ] as const) {
      const bench = await MergeBench.start();
      bench.window.yielded(-count, 0);
      bench.offer(1, count, bytes);
      assert.deepEqual(bench.sent, [[1, count]]);
    }
  });

  it('holds nothing back once no result will come, or while the splitter waits for the window', async () => {
    const ending = await MergeBench.start();
    ending.offer(1);
    ending.side.close();
    ending.side.pump();
    assert.deepEqual(ending.sent, [[1, 1]]);
    const full = await MergeBench.start();
    for (let first = 1; first <= 8; first += 1) full.offer(first);
    assert.deepEqual(full.sent, [[1, 8]]);
  });

  it('merges unordered results as they come', async () => {
    const bench = await MergeBench.start(false);
    bench.offer(2);
    assert.deepEqual(bench.sent, [[2, 1]]);
  });
});
