import assert from 'node:assert/strict';
import type { SessionHandlers } from '../../../src/bridge/session.ts';
import type { Death, RoleContainer } from '../../../src/jobs/containers/role-container.ts';
import type { JournalRecord } from '../../../src/jobs/disk/journal.ts';
import type { JobHub } from '../../../src/jobs/job-hub.ts';
import { SplitStage } from '../../../src/jobs/split/split-stage.ts';
import { Window } from '../../../src/jobs/split/window.ts';
import { type Failure, failure } from '../../../src/model/failures.ts';
import { defaultLimits } from '../../../src/model/limits.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';

/** A split side whose splitters yield what they are told, with a journal that is written when it is told. */
class SplitBench {
  readonly side: SplitStage;
  readonly failures: Failure[] = [];
  readonly #waiting: (() => JournalRecord)[] = [];
  #handlers: Omit<SessionHandlers, 'ended'> = {};
  #die: (death: Death) => void = () => {};
  #next = 1;

  static async start(): Promise<SplitBench> {
    const bench = new SplitBench();
    await bench.side.start();
    return bench;
  }

  private constructor() {
    const hub = {
      options: { retries: 2, limits: defaultLimits },
      clock: new FakeClock(),
      totals: { fragments: 0, bytesIn: 0, retried: 0 },
      over: false,
      start: async (_role: string, _memory: number, handlers: Omit<SessionHandlers, 'ended'>) => {
        this.#handlers = handlers;
        this.#next = 1;
        const died = new Promise<Death>((resolve) => {
          this.#die = resolve;
        });
        return { ready: true, died, memoryBytes: 1 } as unknown as RoleContainer;
      },
      record: (make: () => JournalRecord) => this.#waiting.push(make),
      judge: () => failure('crashed', 'split', 'it died'),
      fail: (cause: Failure) => this.failures.push(cause),
      emit() {},
      release() {},
      pump() {},
    };
    this.side = new SplitStage({
      hub: hub as unknown as JobHub,
      window: new Window({ windowFragments: 1000, windowBytes: 1e9 }),
      waitingBytes: () => 0,
      leadBytes: () => 1e9,
      deliver() {},
      wanted: () => true,
      earlier: null,
      ended: null,
      sample: null,
    });
  }

  /** The splitter yields so many fragments of this text. */
  yields(count: number, text: string): void {
    const sizes = new Uint32Array(count).fill(text.length);
    this.#handlers.fragments?.({ first: this.#next, sizes, payload: Buffer.from(text.repeat(count)) });
    this.#next += count;
  }

  /** The splitter dies, and another is there. */
  async dies(): Promise<void> {
    this.#die({} as Death);
    await new Promise(setImmediate);
  }

  /** What the journal now gets. */
  journal(): JournalRecord[] {
    return this.#waiting.splice(0).map((make) => make());
  }
}

describe('SplitStage', () => {
  it('tells the journal once of all that came until it is written', async () => {
    const [together, alone] = [await SplitBench.start(), await SplitBench.start()];
    for (let batch = 0; batch < 3; batch += 1) together.yields(2, 'abc');
    alone.yields(6, 'abc');
    const told = together.journal();
    assert.equal(told.length, 1);
    assert.deepEqual(told, alone.journal());
    assert.deepEqual({ ...told[0], digest: '' }, { type: 'yielded', count: 6, bytes: 18, digest: '' });
    together.yields(1, 'abc');
    assert.equal(together.journal().length, 1);
  });

  it('goes on telling of what was yielded first while a successor yields it again', async () => {
    const [bench, undisturbed] = [await SplitBench.start(), await SplitBench.start()];
    for (const each of [bench, undisturbed]) {
      each.yields(4, 'abc');
      each.journal();
      each.yields(1, 'abc');
    }
    await bench.dies();
    bench.yields(3, 'abc');
    assert.deepEqual(bench.journal(), undisturbed.journal());
    for (const count of [2, 1]) bench.yields(count, 'abc');
    undisturbed.yields(1, 'abc');
    assert.deepEqual(bench.journal(), undisturbed.journal());
    assert.deepEqual(bench.failures, []);
  });

  it('does not let the journal tell of a successor that yields something else', async () => {
    const bench = await SplitBench.start();
    bench.yields(4, 'abc');
    await bench.dies();
    bench.yields(5, 'xyz');
    const undisturbed = await SplitBench.start();
    undisturbed.yields(4, 'abc');
    assert.deepEqual(bench.journal(), undisturbed.journal());
    assert.deepEqual(
      bench.failures.map(({ code }) => code),
      ['nondeterministic-splitter'],
    );
  });
});
